# %% compute_distances_two_loops
@add_to_class(KNearestNeighbor)
def compute_distances_two_loops(self, X):
    num_test = X.shape[0]
    num_train = self.X_train.shape[0]
    dists = np.zeros((num_test, num_train))
    for i in range(num_test):
        for j in range(num_train):
            diff = X[i, :] - self.X_train[j, :]
            dists[i, j] = np.sqrt(diff.dot(diff))
    return dists


# %% compute_distances_one_loop
@add_to_class(KNearestNeighbor)
def compute_distances_one_loop(self, X):
    num_test = X.shape[0]
    num_train = self.X_train.shape[0]
    dists = np.zeros((num_test, num_train))
    for i in range(num_test):
        dists[i, :] = np.linalg.norm(self.X_train - X[i, :], axis=1)
    return dists


# %% compute_distances_no_loops
@add_to_class(KNearestNeighbor)
def compute_distances_no_loops(self, X):
    X = np.array(X, dtype=float)
    num_test = X.shape[0]
    num_train = self.X_train.shape[0]
    dists = np.zeros((num_test, num_train))
    M = np.dot(X, self.X_train.T)
    te = np.square(X).sum(axis=1)
    tr = np.square(self.X_train).sum(axis=1)
    dists = -2 * M + tr + te.reshape(-1, 1)
    dists[dists < 0] = 0
    return np.sqrt(dists)


# %% predict_labels
@add_to_class(KNearestNeighbor)
def predict_labels(self, dists, k=1):
    num_test = dists.shape[0]
    y_pred = np.zeros(num_test)
    for i in range(num_test):
        closest_y = []
        closest_y = self.y_train[np.argsort(dists[i, :], kind="mergesort")[:k]]
        y_pred[i] = np.bincount(closest_y).argmax()
    return y_pred


# %% predict
@add_to_class(KNearestNeighbor)
def predict(self, X, k=1, num_loops=0):
    if num_loops == 0:
        dists = self.compute_distances_no_loops(X)
    elif num_loops == 1:
        dists = self.compute_distances_one_loop(X)
    elif num_loops == 2:
        dists = self.compute_distances_two_loops(X)
    else:
        raise ValueError(f"Invalid value {num_loops} for num_loops")
    return self.predict_labels(dists, k=k)


# %% cross_validate_k
def cross_validate_k(X, y, num_folds, k_choices):
    X_train_folds = np.array_split(X, num_folds)
    y_train_folds = np.array_split(y, num_folds)
    k_to_accuracies = {}
    for k in k_choices:
        k_to_accuracies[k] = []
        for i in range(num_folds):
            classifier = KNearestNeighbor()
            X_tr = np.vstack([X_train_folds[j] for j in range(num_folds) if j != i])
            y_tr = np.hstack([y_train_folds[j] for j in range(num_folds) if j != i])
            classifier.train(X_tr, y_tr)
            y_val_pred = classifier.predict(X_train_folds[i], k=k, num_loops=0)
            num_correct = np.sum(y_val_pred == y_train_folds[i])
            accuracy = float(num_correct) / len(y_train_folds[i])
            k_to_accuracies[k].append(accuracy)
    return k_to_accuracies
