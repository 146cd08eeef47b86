"""What a file descriptor is: whether the world is at its other end, and what is on its way to it."""

from __future__ import annotations

import os
import socket
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

__all__ = ["Look", "has_child", "look_at", "on_the_way", "only_own", "unsent"]

_LINUX = sys.platform == "linux"
_UNSENT = 0x894B  # Linux's SIOCOUTQNSD: how many bytes of a TCP socket are not sent yet
_OWN = ("127.", "0.0.0.0", "::1", "::ffff:127.")  # noqa: S104  beginnings of addresses that do not leave the machine
_INET = (socket.AF_INET, socket.AF_INET6)
_CREDENTIALS = getattr(socket, "SO_PEERCRED", None)  # Linux: of the process at a UNIX socket's other end


class Look(NamedTuple):
    """`outside`: at the other end is the world; `tcp`: the kernel may hold back what is written to it."""

    outside: bool
    tcp: bool


def look_at(fd: int) -> Look:
    """What kind of descriptor that is."""
    mode = os.fstat(fd).st_mode
    if not stat.S_ISSOCK(mode):
        return Look(stat.S_ISCHR(mode) and os.isatty(fd), False)
    outside = tcp = False
    sock = socket.socket(fileno=fd)
    try:
        if sock.family in _INET:
            # A socket that connects, or has connected, already has the address it speaks from.
            address = sock.getsockname()[0]
            outside = address != "::" and not address.startswith(_OWN)
            tcp = _LINUX and sock.type == socket.SOCK_STREAM and not _listens(sock)
    except OSError:
        pass  # it tells nothing about itself
    finally:
        sock.detach()
    return Look(outside, tcp)


def _listens(sock: socket.socket) -> bool:
    return bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def unsent(fd: int) -> int:
    """How many bytes of a TCP socket the kernel holds back; OSError when it is closed. Linux only."""
    from fcntl import ioctl

    return int.from_bytes(ioctl(fd, _UNSENT, bytes(4)), sys.byteorder)


def on_the_way(table: str = "/proc/net/softnet_stat") -> bool:
    """Whether the kernel holds packets that it has not delivered yet, of whoever they are. Linux only.

    On the loopback it delivers as it sends, unless the machine is so busy that it has put that off
    to a thread of its own, which waits for a processor as everybody does.
    """
    try:
        with open(table) as lines:  # noqa: PTH123  pathlib takes longer than all this
            # One line a processor, in hexadecimal numbers; the twelfth is the length of its queue.
            return any(int(line.split()[11], 16) for line in lines)
    except (OSError, IndexError, ValueError):
        return False  # another system, or an older kernel


# -- whether anybody but us could write ----------------------------------------------------------


class _End(NamedTuple):
    """A socket of this process: where it is, where its other end is (None: everywhere), what it does."""

    here: Any
    there: Any
    listens: bool


def only_own(fds: Iterable[int], visitors: bool) -> bool:
    """Whether both ends of all these descriptors are in this process, so that no news can come of them.

    With `visitors`, somebody from outside may come to a socket that listens, or that takes
    datagrams from anybody. What cannot be known counts as the world's.
    """
    ends = {(end.here, end.there) for end in _ends()}
    listening = {end.here for end in _ends() if end.listens}
    for fd in fds:
        mode = os.fstat(fd).st_mode
        if stat.S_ISFIFO(mode):
            if not _has_twin(fd):
                return False
            continue
        end = _end(fd) if stat.S_ISSOCK(mode) else None
        if end is None:
            return False
        if end.there is None:
            if visitors:
                return False
        elif end.there != _MINE and (end.there, end.here) not in ends and end.there not in listening:
            return False
    return True


_MINE = "this process"


def _end(fd: int) -> _End | None:
    """The socket's ends; None when it does not say where its other end is."""
    sock = socket.socket(fileno=fd)
    try:
        if sock.family in _INET:
            here = _plain(sock.getsockname())
            if sock.type == socket.SOCK_STREAM and _listens(sock):
                return _End(here, None, True)
            try:
                return _End(here, _plain(sock.getpeername()), False)
            except OSError:  # not connected: for datagrams that means open to all
                return _End(here, None, False) if sock.type == socket.SOCK_DGRAM else None
        if sock.family != getattr(socket, "AF_UNIX", None):
            return None
        if sock.type == socket.SOCK_STREAM and _listens(sock):
            return _End(sock.getsockname(), None, True)
        if _CREDENTIALS is not None:
            pid = int.from_bytes(sock.getsockopt(socket.SOL_SOCKET, _CREDENTIALS, 12)[:4], sys.byteorder)
            if pid == os.getpid():
                return _End(sock.getsockname(), _MINE, False)
    except OSError:  # closed without a word
        return None
    finally:
        sock.detach()
    return None


def _plain(address: Any) -> tuple[str, int]:
    """Host and port; an IPv4 address in IPv6's clothes is the same address."""
    return address[0].removeprefix("::ffff:"), address[1]


def _open_descriptors() -> Iterator[tuple[int, os.stat_result]]:
    for name in os.listdir("/dev/fd"):  # noqa: PTH208  numbers, not paths
        with suppress(OSError):  # the one by which the folder was read
            yield int(name), os.fstat(int(name))


def _ends() -> Iterator[_End]:
    for fd, status in _open_descriptors():
        if stat.S_ISSOCK(status.st_mode) and (end := _end(fd)) is not None:
            yield end


def _has_twin(fd: int) -> bool:
    """Whether another descriptor of this process is an end of the same pipe."""
    own = os.fstat(fd)
    return any(
        other != fd and (status.st_dev, status.st_ino) == (own.st_dev, own.st_ino)
        for other, status in _open_descriptors()
    )


def has_child() -> bool:
    """Whether this process has a child, which may have inherited a descriptor."""
    if not hasattr(os, "waitid"):
        return True  # nothing tells
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True
