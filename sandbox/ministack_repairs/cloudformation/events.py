"""Stack events in a strict order, and pages of them that stay put while new events come.

Follows https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html ("in reverse
chronological order"; NextToken continues where the page before ended).
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from .. import patching


def install() -> None:
    """Repairs the time of events and the pages of DescribeStackEvents."""
    from ministack.services.cloudformation import handlers, stacks

    patching.replace(stacks, "_add_event", _after_the_last)
    patching.replace(handlers, "_describe_stack_events", _paging_by_event)


def _after_the_last(add: patching.Function) -> patching.Function:
    """Every event is at least a millisecond later than the one before it, as AWS's are in practice: a follower that
    sorts by time then sees them in the order in which they happened."""

    def add_event(stack_id: str, *rest: Any, **named: Any) -> None:
        from ministack.services import cloudformation

        add(stack_id, *rest, **named)
        events = cloudformation._stack_events[stack_id]
        if len(events) > 1:
            earliest = _parse(events[-2]["Timestamp"]) + timedelta(milliseconds=1)
            events[-1]["Timestamp"] = _format(max(earliest, _parse(events[-1]["Timestamp"])))

    return add_event


def _paging_by_event(describe: patching.Function) -> patching.Function:
    """The token names the event that the next page starts with; MiniStack's counts from the newest, which moves."""

    def describe_stack_events(params: dict[str, Any]) -> Any:
        from ministack.services import cloudformation
        from ministack.services.cloudformation import handlers, helpers

        stack = handlers._resolve_stack(helpers._p(params, "StackName"))
        token = helpers._p(params, "NextToken")
        if stack is None or not token:
            return _with_event_token(describe(params), stack)
        newest_first = list(reversed(cloudformation._stack_events.get(stack["StackId"], [])))
        start = next((i for i, event in enumerate(newest_first) if event["EventId"] == token), None)
        if start is None:
            return helpers._error("ValidationError", "Invalid NextToken")
        return _with_event_token(describe({**params, "NextToken": [f"DescribeStackEvents:{start}"]}), stack)

    return describe_stack_events


def _with_event_token(response: Any, stack: dict[str, Any] | None) -> Any:
    from ministack.services import cloudformation

    status, headers, body = response
    text = body.decode()
    start = text.find("<NextToken>DescribeStackEvents:")
    if stack is None or start < 0:
        return response
    end = text.index("</NextToken>", start)
    offset = int(text[start + len("<NextToken>DescribeStackEvents:") : end])
    event = list(reversed(cloudformation._stack_events[stack["StackId"]]))[offset]
    return status, headers, f"{text[:start]}<NextToken>{event['EventId']}{text[end:]}".encode()


def _parse(timestamp: str) -> datetime:
    return datetime.fromisoformat(timestamp.replace("Z", "+00:00")).astimezone(timezone.utc)


def _format(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
