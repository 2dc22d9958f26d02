# %% imports
import colorsys
import math


# %% color_histogram_hsv
def color_histogram_hsv(im, nbin=10, xmin=0, xmax=255, normalized=True):
    counts = [0] * nbin
    for row in im:
        for pixel in row:
            hue, _, _ = colorsys.rgb_to_hsv(*(float(part) / xmax for part in pixel))
            counts[min(nbin - 1, int(hue * nbin))] += 1
    return np.array([count / (im.shape[0] * im.shape[1]) if normalized else count for count in counts])


# %% hog_feature
def hog_feature(im):
    height, width = im.shape[:2]
    grey = [[0.299 * float(r) + 0.587 * float(g) + 0.114 * float(b) for r, g, b in row] for row in im]
    hog = np.zeros((height // 8, width // 8, 9))
    for i in range(height // 8 * 8):
        for j in range(width // 8 * 8):
            gx = grey[i][j + 1] - grey[i][j - 1] if 0 < j < width - 1 else 0.0
            gy = grey[i + 1][j] - grey[i - 1][j] if 0 < i < height - 1 else 0.0
            degrees = math.degrees(math.atan2(gy, gx))
            if degrees < 0:
                degrees += 180
            if degrees == 180:
                degrees = 0
            hog[i // 8, j // 8, int(degrees // 20)] += math.hypot(gx, gy)
    return hog.flatten()


# %% equalize_histogram
def equalize_histogram(channel):
    flat = [int(value) for value in channel.ravel()]
    total, darkest = len(flat), min(flat)
    first = sum(value == darkest for value in flat)
    if first == total:
        return channel
    counts = [0] * 256
    for value in flat:
        counts[value] += 1
    new, running = {}, 0
    for value in range(256):
        running += counts[value]
        new[value] = int(255 * (running - first) / (total - first) + 0.5)
    return np.array([new[value] for value in flat]).reshape(channel.shape)


# %% patches
@add_to_class(BagOfVisualWords)
def patches(self, im):
    per_column = (im.shape[0] - self.size) // self.stride + 1
    per_row = (im.shape[1] - self.size) // self.stride + 1
    out = np.empty((per_column * per_row, self.size * self.size * 3))
    for number in range(len(out)):
        i, j = divmod(number, per_row)
        top, left = i * self.stride, j * self.stride
        out[number] = im[top : top + self.size, left : left + self.size, :].reshape(-1)
        out[number] -= out[number].mean()
    return out


# %% encode
@add_to_class(BagOfVisualWords)
def encode(self, im):
    patches = self.patches(im)
    code = np.zeros(self.codebook.shape[0])
    for patch in patches:
        distances = [np.linalg.norm(patch - word) for word in self.codebook]
        code[int(np.argmin(distances))] += 1
    return code / len(patches)


# %% extract_features
def extract_features(imgs, feature_fns, verbose=False):
    table = []
    for number in range(len(imgs)):
        row = []
        for fn in feature_fns:
            row.extend(fn(imgs[number]).tolist())
        table.append(row)
        if verbose:
            print(number)
    return np.array(table)


# %% standardize
def standardize(X_train, X_other):
    train, other = np.empty(X_train.shape), np.empty(X_other.shape)
    for column in range(X_train.shape[1]):
        mean = sum(X_train[:, column]) / len(X_train)
        variance = sum((X_train[:, column] - mean) ** 2) / len(X_train)
        deviation = math.sqrt(variance) if variance > 0 else 1.0
        train[:, column] = (X_train[:, column] - mean) / deviation
        other[:, column] = (X_other[:, column] - mean) / deviation
    return train, other
