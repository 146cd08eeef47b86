"""Plain data that travels along the way of an answer.

cells -> Transcript -> Request -> (sandbox) -> Report, with a Trace in it -> Verdict

Everything here is frozen, made of facts, imports only the standard library and nothing of ours,
and can be packed to JSON and back (``codec``).
"""
