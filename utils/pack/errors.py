"""What goes wrong while packing, in words for the person at the keyboard."""


class PackError(Exception):
    """Nothing can be packed. The message says why and what to do."""
