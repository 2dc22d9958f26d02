# /// attack
# tries = "opens connections of every family, resolves names"
# covers = ["network", "DNS"]
# keeps = "all"
# seen = ["possible: nothing"]
# ///
# %% world
# %%
import socket

possible = []
for family in range(46):
    for kind in (1, 2, 3, 5):
        if syscall("socket", family, kind, 0) >= 0:
            possible.append(("socket", family, kind))
for way in (
    lambda: socket.create_connection(("127.0.0.1", 9), timeout=0.1),
    lambda: socket.socketpair(),
    lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"x", "/dev/log"),
):
    try:
        possible.append(way())
    except OSError:
        pass
done(*possible)
# %%
socket.getaddrinfo("kanarienvogel.invalid", 80)
# %%
import urllib.request

urllib.request.urlopen("http://127.0.0.1:9/", timeout=0.2)
# %% honest
