"""GIFT, Moodle's text format, read and written in full.

    // id: 5f0c… parts: 81aa… 2c40…
    // [id:Q12] [tag:harga] [level:hard]
    $CATEGORY: Usaha/Harga

    ::title::[markdown]The question{
    =right answer#feedback
    ~%50%partly right
    ~wrong answer
    ####feedback for everybody
    }

Read are single and multiple choice, true or false, short answers, numbers, pairs, missing words (a
gap), essays and texts without a question, with escapes, weights, feedback, formats, categories,
Moodle's id numbers and tags, and the bank's levels (easy, middle, hard). What differs from Moodle:

- A text that says no format is plain, and a line break in it a space. `[moodle]` is read as HTML
  whose lines are kept, and written as `[html]`. Where the texts of a question have several formats,
  all become HTML.
- `// id:` above a question gives it and its parts the ids that they had: the answers, pairs, or a
  gap and its answers, `-` for a new one.
- A line that begins with `::` begins a question, a `$CATEGORY:` line ends one; questions without
  blank lines between them are told apart where that is certain (see `chunks`), else refused.
- Several `=` in a choice are refused: one of them is mostly a sign in a text.
- Weights that share 100 per cent evenly are left to the question ("credit" is None).
- Numbers and words that accept everything (`*`) count nothing.
"""

from courses.kinds.quiz.formats.gift.reading import read_gift
from courses.kinds.quiz.formats.gift.writing import write_entry
from courses.kinds.quiz.formats.plain import plain_format

GIFT = plain_format("gift", "GIFT", (".gift", ".txt"), read_gift, write_entry)
