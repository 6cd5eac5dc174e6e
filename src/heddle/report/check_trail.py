"""Check an audit trail that Heddle wrote as .json: python3 check_trail.py trail.json."""

import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any


def dump(value: Any) -> bytes:
    """Write JSON in the one way in which a trail is written."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def problems(raw: bytes) -> Iterator[str]:
    """Yield what is wrong with a trail; nothing where it is whole."""
    trail = json.loads(raw)
    unsealed = dump({key: value for key, value in trail.items() if key != "seal"})
    if dump(trail) != raw or hashlib.sha256(unsealed).hexdigest() != trail["seal"]:
        yield "the file was changed after it was written"
    chains: dict[str, set[str]] = {step["replica"]: {""} for step in trail["steps"]}
    for step in trail["steps"]:
        chains[step["replica"]].add(step["hash"])
        names = ("id", "replica", "clock", "at", "actor", "operation", "undoes")
        parts = [step["previous"], step["reason_hash"], *step["facts"]]
        previous, reason, *facts = (bytes.fromhex(part) for part in parts)
        what = json.dumps([step[name] for name in names], separators=(",", ":")).encode()
        digest = hashlib.sha256(b"".join([previous, what, reason, *facts])).hexdigest()
        if digest != step["hash"]:
            yield f"step {step['seq']} was changed, or a fact was removed from it"
        told = "why_salt" in step
        salted = [(step["why_salt"], step.get("why", ""), step["reason_hash"])] if told else []
        for fact in step.get("contents", []):
            text = "\x1f".join([fact["kind"], fact["record"], fact["action"], fact["content"]])
            salted.append((fact["salt"], text, step["facts"][fact["place"]]))
        for salt, text, digest in salted:
            if hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest() != digest:
                yield f"words of step {step['seq']} are not those that were sealed"
    for step in trail["steps"]:
        if step["previous"] not in chains[step["replica"]]:
            yield f"the step before step {step['seq']} is missing or was changed"


if __name__ == "__main__":
    with open(sys.argv[1], "rb") as file:  # noqa: PTH123 - read by people who know open best
        try:
            found = list(problems(file.read()))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            found = ["the file is no whole audit trail"]
    sys.exit("\n".join(found) or None)
