# %% imports
import numpy as np
from scipy.spatial.distance import cdist, euclidean
from scipy.stats import mode


# %% compute_distances_two_loops
@add_to_class(KNearestNeighbor)
def compute_distances_two_loops(self, X):
    return np.array([[euclidean(x, z) for z in self.X_train] for x in X])


# %% compute_distances_one_loop
@add_to_class(KNearestNeighbor)
def compute_distances_one_loop(self, X):
    return np.array([np.hypot.reduce(self.X_train - x, axis=1) for x in X])


# %% compute_distances_no_loops
@add_to_class(KNearestNeighbor)
def compute_distances_no_loops(self, X):
    return cdist(X.astype(float), self.X_train)


# %% predict_labels
@add_to_class(KNearestNeighbor)
def predict_labels(self, dists, k=1):
    nearest = dists.argsort(axis=1, kind="stable")[:, :k]
    return mode(self.y_train[nearest], axis=1).mode


# %% predict
@add_to_class(KNearestNeighbor)
def predict(self, X, k=1, num_loops=0):
    version = ("no_loops", "one_loop", "two_loops")[num_loops]
    return self.predict_labels(getattr(self, f"compute_distances_{version}")(X), k)


# %% cross_validate_k
def cross_validate_k(X, y, num_folds, k_choices):
    folds = list(zip(np.array_split(X, num_folds), np.array_split(y, num_folds), strict=True))

    def accuracy(k, left_out):
        others = [pair for number, pair in enumerate(folds) if number != left_out]
        model = KNearestNeighbor()
        model.train(*map(np.concatenate, zip(*others, strict=True)))
        X_val, y_val = folds[left_out]
        return float((model.predict(X_val, k=k, num_loops=2) == y_val).mean())

    return {k: [accuracy(k, fold) for fold in range(num_folds)] for k in k_choices}
