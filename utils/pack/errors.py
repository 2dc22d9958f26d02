"""What goes wrong while packing or checking, in words for the person at the keyboard."""


class PackError(Exception):
    """Nothing can be packed or checked. The message says why and what to do."""


class CannotRun(PackError):
    """No notebook can be run on this computer as it is."""
