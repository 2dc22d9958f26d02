# %% imports
import matplotlib
import matplotlib.colors


# %% color_histogram_hsv
def color_histogram_hsv(im, nbin=10, xmin=0, xmax=255, normalized=True):
    bins = np.linspace(xmin, xmax, nbin + 1)
    hsv = matplotlib.colors.rgb_to_hsv(im / xmax) * xmax
    imhist, bin_edges = np.histogram(hsv[:, :, 0], bins=bins, density=normalized)
    return imhist * np.diff(bin_edges)


# %% hog_feature
def hog_feature(im):
    image = np.dot(im, [0.299, 0.587, 0.114]) if im.ndim == 3 else np.atleast_2d(im)
    sx, sy = image.shape
    orientations, cx, cy = 9, 8, 8
    gx, gy = np.zeros(image.shape), np.zeros(image.shape)
    gx[:, 1:-1] = image[:, 2:] - image[:, :-2]
    gy[1:-1, :] = image[2:, :] - image[:-2, :]
    grad_mag = np.sqrt(gx**2 + gy**2)
    grad_ori = np.arctan2(gy, gx) * (180 / np.pi) % 180
    n_cellsx, n_cellsy = int(np.floor(sx / cx)), int(np.floor(sy / cy))
    histogram = np.zeros((n_cellsx, n_cellsy, orientations))
    for i in range(orientations):
        above = grad_ori >= 180 / orientations * i
        below = grad_ori < 180 / orientations * (i + 1)
        if i == orientations - 1:
            below = grad_ori <= 180
        temp_mag = np.where(above & below, grad_mag, 0)
        for r in range(n_cellsx):
            for c in range(n_cellsy):
                histogram[r, c, i] = temp_mag[r * cx : (r + 1) * cx, c * cy : (c + 1) * cy].sum()
    return histogram.ravel()


# %% extract_features
def extract_features(imgs, feature_fns, verbose=False):
    num_images = imgs.shape[0]
    if num_images == 0:
        return np.array([])

    # The first image tells how long each feature is.
    feature_dims = []
    first_image_features = []
    for feature_fn in feature_fns:
        feats = feature_fn(imgs[0].squeeze())
        assert len(feats.shape) == 1, "Feature functions must be one-dimensional"
        feature_dims.append(feats.size)
        first_image_features.append(feats)

    total_feature_dim = sum(feature_dims)
    imgs_features = np.zeros((num_images, total_feature_dim))
    imgs_features[0] = np.hstack(first_image_features).T
    for i in range(1, num_images):
        idx = 0
        for feature_fn, feature_dim in zip(feature_fns, feature_dims, strict=True):
            next_idx = idx + feature_dim
            imgs_features[i, idx:next_idx] = feature_fn(imgs[i].squeeze())
            idx = next_idx
        if verbose and i % 1000 == 999:
            print("Done extracting features for %d / %d images" % (i + 1, num_images))  # noqa: UP031
    return imgs_features


# %% standardize
def standardize(X_train, X_other):
    mean_feat = np.mean(X_train, axis=0, keepdims=True)
    std_feat = np.std(X_train, axis=0, keepdims=True)
    std_feat[std_feat == 0] = 1
    X_train = X_train - mean_feat
    X_train /= std_feat
    X_other = X_other - mean_feat
    X_other /= std_feat
    return X_train, X_other
