# /// attack
# tries = "an endless loop in machine code of its own"
# covers = ["loops in C"]
# keeps = ["table"]
# may = ["twice"]
# ///
# %%
import ctypes, mmap, platform

loop = {"x86_64": b"\xeb\xfe", "aarch64": b"\x00\x00\x00\x14"}[platform.machine()]


def twice(x):
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(loop)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


# %% honest table
