# %% compute_distances_no_loops
@add_to_class(KNearestNeighbor)
def compute_distances_no_loops(self, X):
    """A few large pieces, so that no temporary is large."""
    X = X.astype(np.float64)
    parts = []
    for start in range(0, len(X), 256):
        block = X[start : start + 256]
        squares = np.add.outer((block**2).sum(1), (self.X_train**2).sum(1)) - 2 * np.dot(
            block, self.X_train.T
        )
        parts.append(np.sqrt(np.where(squares > 0, squares, 0)))
    return np.concatenate(parts)
