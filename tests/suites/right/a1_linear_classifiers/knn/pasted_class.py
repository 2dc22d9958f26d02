# %% compute_distances_two_loops
class KNearestNeighbor(object):  # noqa: UP004
    """a kNN classifier with L2 distance"""

    def __init__(self):
        pass

    def train(self, X, y):
        self.X_train = X.astype("float64")
        self.y_train = y

    def predict(self, X, k=1, num_loops=0):
        if num_loops == 0:
            dists = self.compute_distances_no_loops(X)
        elif num_loops == 1:
            dists = self.compute_distances_one_loop(X)
        elif num_loops == 2:
            dists = self.compute_distances_two_loops(X)
        else:
            raise ValueError("Invalid value %d for num_loops" % num_loops)  # noqa: UP031
        return self.predict_labels(dists, k=k)

    def compute_distances_two_loops(self, X):
        num_test = X.shape[0]
        num_train = self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            for j in range(num_train):
                dists[i, j] = np.linalg.norm(X[i] - self.X_train[j])
        return dists

    def compute_distances_one_loop(self, X):
        num_test = X.shape[0]
        num_train = self.X_train.shape[0]
        dists = np.zeros((num_test, num_train))
        for i in range(num_test):
            dists[i] = np.power(np.power(self.X_train - X[i], 2).sum(axis=1), 0.5)
        return dists

    def compute_distances_no_loops(self, X):
        X = X.astype("float64")
        squares = (
            (X**2).sum(axis=1, keepdims=True) - 2 * X.dot(self.X_train.T) + (self.X_train**2).sum(axis=1)
        )
        return np.sqrt(np.clip(squares, 0, None))

    def predict_labels(self, dists, k=1):
        num_test = dists.shape[0]
        y_pred = np.zeros(num_test, dtype=int)
        for i in range(num_test):
            closest_y = self.y_train[np.argsort(dists[i], kind="stable")][:k].tolist()
            y_pred[i] = max(sorted(set(closest_y)), key=closest_y.count)
        return y_pred


# %% compute_distances_one_loop
# in the class above

# %% compute_distances_no_loops
# in the class above

# %% predict_labels
# in the class above

# %% predict
# in the class above
