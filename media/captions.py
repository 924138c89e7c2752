"""What is said and when: cues of captions and transcripts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cue:
    """One line that is said; `start` and `end` in seconds."""

    start: float
    end: float
    text: str
    speaker: str = ""
