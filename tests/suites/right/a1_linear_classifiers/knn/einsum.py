# %% imports
from collections import Counter, defaultdict

import numpy as np


# %% compute_distances_two_loops
@add_to_class(KNearestNeighbor)
def compute_distances_two_loops(self, X):
    table = []
    for x in X:
        row = []
        for z in self.X_train:
            row.append(np.einsum("p,p->", x - z, x - z) ** 0.5)
        table.append(row)
    return np.array(table)


# %% compute_distances_one_loop
@add_to_class(KNearestNeighbor)
def compute_distances_one_loop(self, X):
    rows = []
    for x in X:
        difference = self.X_train - x
        rows.append(np.sqrt(np.einsum("jp,jp->j", difference, difference)))
    return np.stack(rows)


# %% compute_distances_no_loops
@add_to_class(KNearestNeighbor)
def compute_distances_no_loops(self, X):
    X = X * 1.0
    squares = np.einsum("ip,ip->i", X, X)[:, None] + np.einsum("jp,jp->j", self.X_train, self.X_train)[None]
    squares -= 2.0 * np.matmul(X, self.X_train.transpose())
    return np.maximum(squares, 0) ** 0.5


# %% predict_labels
@add_to_class(KNearestNeighbor)
def predict_labels(self, dists, k=1):
    order = np.lexsort((np.broadcast_to(np.arange(dists.shape[1]), dists.shape), dists), axis=-1)
    labels = []
    for row in self.y_train[order[:, :k]]:
        count = Counter(row.tolist())
        labels.append(min(count, key=lambda label: (-count[label], label)))
    return np.array(labels)


# %% predict
@add_to_class(KNearestNeighbor)
def predict(self, X, k=1, num_loops=0):
    versions = [
        self.compute_distances_no_loops,
        self.compute_distances_one_loop,
        self.compute_distances_two_loops,
    ]
    return self.predict_labels(versions[num_loops](X), k)


# %% cross_validate_k
def cross_validate_k(X, y, num_folds, k_choices):
    found = defaultdict(list)
    for part in np.array_split(np.arange(len(X)), num_folds):
        others = np.ones(len(X), dtype=bool)
        others[part] = False
        model = KNearestNeighbor()
        model.train(X[others], y[others])
        for k in k_choices:
            found[k].append((model.predict(X[part], k) == y[part]).mean())
    return found
