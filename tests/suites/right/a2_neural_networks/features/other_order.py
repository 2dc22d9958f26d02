# %% color_histogram_hsv
def color_histogram_hsv(im, nbin=10, xmin=0, xmax=255, normalized=True):
    rgb = im.reshape(-1, 3).astype(float)
    top, low = rgb.max(axis=1), rgb.min(axis=1)
    spread = np.where(top > low, top - low, 1.0)
    red, green, blue = rgb.T
    sextant = np.select(
        [top == low, top == red, top == green],
        [0.0, (green - blue) / spread % 6, (blue - red) / spread + 2],
        (red - green) / spread + 4,
    )
    place = np.clip(np.floor(sextant / 6 * nbin).astype(int), 0, nbin - 1)
    counts = np.bincount(place, minlength=nbin)
    return counts / len(rgb) if normalized else counts


# %% hog_feature
def hog_feature(im):
    grey = np.einsum("ijc,c->ij", im.astype(np.float64), np.array([0.299, 0.587, 0.114]))
    kernel = np.array([-1.0, 0.0, 1.0])
    gx = np.pad(grey[:, 2:] - grey[:, :-2], ((0, 0), (1, 1)))
    gy = np.apply_along_axis(lambda column: np.correlate(column, kernel, "same"), 0, grey)
    gy[[0, -1]] = 0.0
    theta = np.mod(np.angle(gx + 1j * gy), np.pi)
    edges = np.linspace(0, np.pi, 10)
    hog = []
    for i in range(0, grey.shape[0] - 7, 8):
        for j in range(0, grey.shape[1] - 7, 8):
            cell = (slice(i, i + 8), slice(j, j + 8))
            weights = np.sqrt(gx[cell] ** 2 + gy[cell] ** 2)
            hog.append(np.histogram(theta[cell], bins=edges, weights=weights)[0])
    return np.concatenate(hog)


# %% equalize_histogram
def equalize_histogram(channel):
    greys, inverse, counts = np.unique(channel, return_inverse=True, return_counts=True)
    if len(greys) == 1:
        return channel.copy()
    cdf = counts.cumsum()
    spread = 255.0 * (cdf - cdf[0]) / (cdf[-1] - cdf[0])
    return np.floor(spread)[inverse].reshape(channel.shape)


# %% patches
@add_to_class(BagOfVisualWords)
def patches(self, im):
    windows = np.lib.stride_tricks.sliding_window_view(im, (self.size, self.size), axis=(0, 1))
    windows = np.moveaxis(windows[:: self.stride, :: self.stride], 2, -1)
    rows = windows.reshape(-1, self.size * self.size * 3).astype(np.float32)
    return rows - rows.mean(axis=1, keepdims=True)


# %% encode
@add_to_class(BagOfVisualWords)
def encode(self, im):
    from scipy.spatial.distance import cdist

    nearest = cdist(self.patches(im), self.codebook).argmin(axis=1)
    return np.mean(nearest[:, None] == np.arange(len(self.codebook)), axis=0)


# %% extract_features
def extract_features(imgs, feature_fns, verbose=False):
    return np.hstack([np.stack([fn(im) for im in imgs]) for fn in feature_fns])


# %% standardize
def standardize(X_train, X_other):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(X_train)
    return scaler.transform(X_train), scaler.transform(X_other)
