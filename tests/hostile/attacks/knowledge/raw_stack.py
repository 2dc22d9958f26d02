# /// attack
# tries = "reads its initial stack by address, beyond what C hands out"
# covers = ["initial stack", "environment"]
# keeps = "all"
# seen = ["found: nothing"]
# ///
# %% world
# %%
import ctypes

libc = ctypes.CDLL(None)
start = ctypes.cast(ctypes.POINTER(ctypes.c_void_p).in_dll(libc, "__environ"), ctypes.c_void_p).value
try:
    end = ctypes.c_void_p.in_dll(ctypes.CDLL("ld-linux-x86-64.so.2"), "__libc_stack_end").value
except (OSError, ValueError):
    end = start
address = min(start, end)
tell(ctypes.string_at(address, 512))
# %% honest
