"""The shape of a life: every state reached, every state left, every milestone marked, every clock ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from huiyin.packs.findings import Findings

ENDS = ("done", "void")


def look_at_graph(found: Findings) -> None:
    """Unknown, unreachable and dead-end states; no way to the end."""
    flow = found.procedure.flow
    unknown = _("no state is called %(name)s%(hint)s")
    begun = found.known("flow.initial", flow.initial, flow.states, unknown)
    for name, step in flow.steps.items():
        found.known(f"flow.steps.{name}.to", step.to, flow.states, unknown)
        if not step.sources:
            found.note(f"flow.steps.{name}.from", _("is empty: the step could never be done"))
        for source in step.sources:
            found.known(f"flow.steps.{name}.from", source, flow.states, unknown)
    if "open" in flow.steps:
        found.note("flow.steps.open", _("registering is called open already; give the step another name"))
    onward = {state: {step.to for step in flow.from_state(state)} for state in flow.states}
    if begun:
        _reached(found, onward)
    _ended(found, onward)


def _reached(found: Findings, onward: Mapping[str, Iterable[str]]) -> None:
    flow = found.procedure.flow
    reached = walk(onward, [flow.initial])
    for name, state in flow.states.items():
        # A record is voided by the deed of that name, not by a step: its state needs no way in.
        if name not in reached and state.phase != "void":
            found.note(f"flow.states.{name}", _("no step leads here from the first state"))
    first = flow.states.get(flow.initial)
    if first and first.phase in ENDS:
        found.note(f"flow.states.{flow.initial}.phase", _("the first state cannot be the end already"))


def _ended(found: Findings, onward: Mapping[str, Iterable[str]]) -> None:
    flow = found.procedure.flow
    done = [name for name, state in flow.states.items() if state.phase == "done"]
    if not done:
        found.note("flow.states", _("no state is of the phase done: the record could never be closed"))
        return
    backward: dict[str, set[str]] = {name: set() for name in flow.states}
    for state, targets in onward.items():
        for target in targets:
            backward.setdefault(target, set()).add(state)
    ending = walk(backward, done)
    for name, standing in flow.states.items():
        if standing.phase in ENDS or name in ending:
            continue
        if not set(onward[name]) - {name}:
            found.note(f"flow.states.{name}", _("a dead end: no step leads out, and its phase is not done or void"))
        else:
            found.note(f"flow.states.{name}", _("no way from here to a state of the phase done"))


def walk(ways: Mapping[str, Iterable[str]], starts: Iterable[str]) -> set[str]:
    """Every name reached from ``starts``, themselves included."""
    seen = set(starts)
    ahead = list(seen)
    while ahead:
        for name in ways.get(ahead.pop(), ()):
            if name not in seen:
                seen.add(name)
                ahead.append(name)
    return seen


def look_at_milestones(found: Findings) -> None:
    """Each milestone of the type is marked by some step; nothing else is."""
    milestones = found.vocabulary.milestones
    marked: set[str] = set()
    for key, step in found.steps():
        for mark in step.marks:
            if found.known(f"{key}.marks", mark, milestones, _("no milestone is called %(name)s%(hint)s")):
                marked.add(mark)
    for milestone in milestones:
        if milestone not in marked:
            found.note(
                "flow.steps",
                _("no step marks the milestone %(name)s; reports would never count it") % {"name": milestone},
            )
    found.known("keep.since", found.procedure.keep.since, milestones, _("no milestone is called %(name)s%(hint)s"))


def look_at_clocks(found: Findings) -> None:
    """Each clock that starts is met or dropped somewhere; only clocks that start are met, dropped or paused."""
    started = found.clocks()
    met: set[str] = set()
    unknown = _("no step starts a clock called %(name)s%(hint)s")
    for key, step in found.steps():
        for word, names in (("meets", step.meets), ("drops", step.drops)):
            for name in names:
                if found.known(f"{key}.{word}", name, started, unknown):
                    met.add(name)
        names_here = [due.name for due in step.starts]
        for name in {one for one in names_here if names_here.count(one) > 1}:
            found.note(f"{key}.starts", _("starts the clock %(name)s twice") % {"name": name})
    for name, key in started.items():
        if name not in met:
            found.note(f"{key}.starts", _("the clock %(name)s starts, but no step meets or drops it") % {"name": name})
    for name, state in found.procedure.flow.states.items():
        for clock in state.pauses:
            found.known(f"flow.states.{name}.pauses", clock, started, unknown)
