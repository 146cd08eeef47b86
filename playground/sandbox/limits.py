"""The fence around an answer: resource limits and what an audit hook refuses."""

from __future__ import annotations

import errno
import mmap
import os
import struct
import sys
from collections.abc import Callable
from time import sleep  # the real one, bound before the clock of an answer takes its place
from typing import Any

from playground.values.report import Limits

from .tree import descendants

__all__ = ["apply_limits", "raise_fence"]

# Address space beyond which an allocation fails at once. The resident bytes are what is limited;
# this only keeps one huge request from reaching them, and leaves room for 64 threads' stacks.
ADDRESS_SPACE = 6 * 2**30
STARTS = 4  # so many times the processes that may be there at once may be started, one after the other
LULL = 0.05  # real seconds in which one that starts too many gives the server its turn
_STARTS = ("os.fork", "os.forkpty", "os.posix_spawn", "subprocess.Popen")
_NUMBER = struct.Struct("Q")


def apply_limits(limits: Limits) -> None:
    """Set the resource limits that the system enforces for this process."""
    import resource

    def at_most(what: int, value: int) -> None:
        hard = resource.getrlimit(what)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (bound, bound))

    at_most(resource.RLIMIT_FSIZE, limits.file_bytes)
    at_most(resource.RLIMIT_CORE, 0)
    at_most(resource.RLIMIT_NOFILE, 1024)
    if sys.platform == "linux":  # macOS counts the shared cache into it
        at_most(resource.RLIMIT_AS, ADDRESS_SPACE)


def raise_fence(limits: Limits) -> None:
    """Refuse, from now on, connections beyond the loopback and signals to processes of others.

    New processes are refused when there have been far too many: the server counts who is there,
    and a storm of forks could keep it from its turn.
    """
    checks: dict[str, Callable[[tuple[Any, ...]], None]] = dict(_CHECKS)
    checks |= dict.fromkeys(_STARTS, _Starts(STARTS * limits.processes))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        check = checks.get(event)
        if check is not None:
            check(arguments)

    sys.addaudithook(refuse)


class _Starts:
    """Counts the processes that an answer starts, over all its copies: they share the number."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._shared = mmap.mmap(-1, _NUMBER.size)

    def __call__(self, arguments: tuple[Any, ...]) -> None:
        # Two at once may count as one: it is a bound for storms, and they are many.
        (started,) = _NUMBER.unpack_from(self._shared)
        if started >= self._most:
            sleep(LULL)
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        _NUMBER.pack_into(self._shared, 0, started + 1)


def _loopback_address(arguments: tuple[Any, ...]) -> None:
    address = arguments[1]
    if isinstance(address, tuple) and address and not _is_loopback(address[0]):
        raise PermissionError(f"the sandbox connects to the loopback only, not to {address[0]!r}")


def _loopback_name(arguments: tuple[Any, ...]) -> None:
    if not _is_loopback(arguments[0]):
        raise PermissionError(f"the sandbox looks up loopback names only, not {arguments[0]!r}")


def _is_loopback(host: object) -> bool:
    if isinstance(host, (bytes, bytearray)):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost", "ip6-localhost"):
        return True
    import ipaddress  # late: few answers connect anywhere

    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _own_process(arguments: tuple[Any, ...]) -> None:
    pid = arguments[0]
    if pid in (0, os.getpid(), -_group()) or pid in descendants(os.getpid()):
        return
    raise PermissionError(f"the sandbox sends signals to processes of the answer only, not to {pid}")


def _group() -> int:
    return os.getpgid(0) if hasattr(os, "getpgid") else 0  # Windows has no such groups


def _own_group(arguments: tuple[Any, ...]) -> None:
    group = arguments[0]
    if group in (0, _group()) or group in descendants(os.getpid()):
        return
    raise PermissionError(f"the sandbox sends signals to processes of the answer only, not to group {group}")


_CHECKS = {
    "socket.connect": _loopback_address,
    "socket.sendto": _loopback_address,
    "socket.sendmsg": _loopback_address,
    "socket.getaddrinfo": _loopback_name,
    "socket.gethostbyname": _loopback_name,
    "os.kill": _own_process,
    "os.killpg": _own_group,
}
