"""What can go wrong with data.

DatasetError
    MissingData     not on this machine yet: fetch it
    FetchError      no address gave the file
    ArchiveError    the file is not what it should be
"""


class DatasetError(Exception):
    """Something about the data; the message says what to do."""


class MissingData(DatasetError):
    """The data set has to be fetched first."""


class FetchError(DatasetError):
    """No address gave the right file."""


class ArchiveError(DatasetError):
    """A file does not hold what it should."""
