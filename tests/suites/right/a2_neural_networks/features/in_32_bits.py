# %% color_histogram_hsv
def color_histogram_hsv(im, nbin=10, xmin=0, xmax=255, normalized=True):
    hue = rgb_to_hsv((im / xmax).astype(np.float32))[..., 0]
    counts = np.zeros(nbin, dtype=np.float32)
    np.add.at(counts, np.minimum((hue * nbin).astype(int), nbin - 1).ravel(), 1)
    if normalized:
        counts /= hue.size
    return counts


# %% hog_feature
def hog_feature(im):
    grey = im.astype(np.float32) @ np.float32([0.299, 0.587, 0.114])
    gx, gy = np.zeros_like(grey), np.zeros_like(grey)
    np.subtract(grey[:, 2:], grey[:, :-2], out=gx[:, 1:-1])
    np.subtract(grey[2:], grey[:-2], out=gy[1:-1])
    bins = np.floor(np.degrees(np.arctan2(gy, gx)) / 20).astype(int) % 9
    rows, columns = (side // 8 for side in grey.shape)
    i, j = np.indices(grey.shape) // 8
    whole = (i < rows) & (j < columns)
    place = ((i * columns + j) * 9 + bins)[whole]
    return np.bincount(place, weights=np.hypot(gx, gy)[whole], minlength=rows * columns * 9).astype(
        np.float32
    )


# %% equalize_histogram
def equalize_histogram(channel):
    cdf = np.searchsorted(np.sort(channel, axis=None), channel, side="right").astype(np.float32)
    if cdf.min() == channel.size:
        return channel
    cdf -= cdf.min()
    cdf *= np.float32(255) / cdf.max()
    return np.rint(cdf).astype(np.uint8)


# %% patches
@add_to_class(BagOfVisualWords)
def patches(self, im):
    s = self.size
    tops, lefts = (range(0, side - s + 1, self.stride) for side in im.shape[:2])
    rows = np.concatenate([im[t : t + s, l : l + s].reshape(1, -1) for t in tops for l in lefts])  # noqa: E741
    rows = rows.astype(np.float32)
    rows -= np.mean(rows, axis=1)[:, np.newaxis]
    return rows


# %% encode
@add_to_class(BagOfVisualWords)
def encode(self, im):
    found = np.asarray(self.patches(im), dtype=np.float32)
    words = np.asarray(self.codebook, dtype=np.float32)
    distances = ((found[:, np.newaxis, :] - words[np.newaxis]) ** 2).sum(axis=2)
    code = np.zeros(len(words), dtype=np.float32)
    for word in distances.argmin(axis=1):
        code[word] += 1 / len(found)
    return code


# %% extract_features
def extract_features(imgs, feature_fns, verbose=False):
    out = None
    for i, im in enumerate(imgs):
        row = np.concatenate([np.asarray(fn(im)).ravel() for fn in feature_fns])
        if out is None:
            out = np.empty((len(imgs), row.size))
        out[i] = row
    return out
