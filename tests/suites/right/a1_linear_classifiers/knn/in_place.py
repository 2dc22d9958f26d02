# %% compute_distances_two_loops
@add_to_class(KNearestNeighbor)
def compute_distances_two_loops(self, X):
    dists = np.empty((len(X), len(self.X_train)))
    for j in range(len(self.X_train)):
        for i in range(len(X)):
            total = 0.0
            for p in range(X.shape[1]):
                total += (X[i, p] - self.X_train[j, p]) ** 2
            dists[i, j] = total**0.5
    return dists


# %% compute_distances_one_loop
@add_to_class(KNearestNeighbor)
def compute_distances_one_loop(self, X):
    dists = np.empty((len(X), len(self.X_train)))
    buffer = np.empty_like(self.X_train)
    for i in range(len(X)):
        np.subtract(self.X_train, X[i], out=buffer)
        np.square(buffer, out=buffer)
        np.sum(buffer, axis=1, out=dists[i])
        np.sqrt(dists[i], out=dists[i])
    return dists


# %% compute_distances_no_loops
@add_to_class(KNearestNeighbor)
def compute_distances_no_loops(self, X):
    X = np.asarray(X, dtype=np.float64)
    dists = X @ self.X_train.T
    dists *= -2
    dists += np.linalg.norm(X, axis=1, keepdims=True) ** 2
    dists += np.linalg.norm(self.X_train, axis=1) ** 2
    dists.clip(0, out=dists)
    np.sqrt(dists, out=dists)
    return dists


# %% predict_labels
@add_to_class(KNearestNeighbor)
def predict_labels(self, dists, k=1):
    nearest = np.argsort(dists, axis=1, kind="stable")[:, :k]
    votes = np.zeros((len(dists), int(self.y_train.max()) + 1), dtype=int)
    np.add.at(votes, (np.arange(len(dists))[:, None], self.y_train[nearest]), 1)
    return votes.argmax(axis=1)


# %% predict
@add_to_class(KNearestNeighbor)
def predict(self, X, k=1, num_loops=0):
    match num_loops:
        case 0:
            dists = self.compute_distances_no_loops(X)
        case 1:
            dists = self.compute_distances_one_loop(X)
        case _:
            dists = self.compute_distances_two_loops(X)
    return self.predict_labels(dists=dists, k=k) if k > 1 else self.predict_labels(dists)


# %% cross_validate_k
def cross_validate_k(X, y, num_folds, k_choices):
    accuracies = {k: np.zeros(num_folds) for k in k_choices}
    classifier = KNearestNeighbor()
    ends = np.cumsum([len(part) for part in np.array_split(X, num_folds)])
    starts = np.r_[0, ends[:-1]]
    for fold, (start, end) in enumerate(zip(starts, ends, strict=True)):
        gone = np.s_[start:end]
        classifier.train(np.delete(X, gone, axis=0), np.delete(y, gone))
        dists = classifier.compute_distances_no_loops(X[gone])
        for k, row in accuracies.items():
            row[fold] = np.mean(classifier.predict_labels(dists, k=k) == y[gone])
    return accuracies
