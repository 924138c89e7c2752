import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.kinds.quiz.texts import plain_words, render_text


@pytest.mark.parametrize(
    ("text", "text_format", "block", "inline"),
    [
        ("a < b & c", "plain", "<p>a &lt; b &amp; c</p>", "a &lt; b &amp; c"),
        ("satu\ndua\r\n\r\ntiga", "plain", "<p>satu<br>dua</p><p>tiga</p>", "satu<br>dua<br>tiga"),
        ("**tebal** <i>x</i>", "markdown", "<p><strong>tebal</strong> &lt;i&gt;x&lt;/i&gt;</p>",
         "<strong>tebal</strong> &lt;i&gt;x&lt;/i&gt;"),
        ("<p>satu</p><p>dua</p>", "html", "<p>satu</p><p>dua</p>", "satu<br>dua"),
        ("<b onclick=x title=y>a</b><script>b</script>", "html", "<b>a</b>", "<b>a</b>"),
        ('<a href="javascript:x">a</a><img src=x>', "html", "a", "a"),
    ],
)  # fmt: skip
def test_a_text_becomes_safe_html(text: str, text_format: str, block: str, inline: str) -> None:
    assert render_text(text, text_format) == block
    assert render_text(text, text_format, inline=True) == inline


@pytest.mark.parametrize(
    ("text", "text_format", "words"),
    [
        (" a\n<b> ", "plain", "a <b>"),
        ("<p>a &lt; b</p><p>c</p>", "html", "a < b c"),
        ("- satu\n- **dua**", "markdown", "satu dua"),
    ],
)
def test_a_text_becomes_plain_words(text: str, text_format: str, words: str) -> None:
    assert plain_words(text, text_format) == words


@given(text=st.text(alphabet=st.sampled_from("<>&'\"/ab \n\r!-="), max_size=40))
def test_a_plain_text_never_becomes_markup(text: str) -> None:
    for inline in (True, False):
        html = render_text(text, "plain", inline=inline)
        for tag in ("<p>", "</p>", "<br>"):
            html = html.replace(tag, "")
        assert "<" not in html
        assert ">" not in html
