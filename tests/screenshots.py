"""Writes the key pages to docs/screenshots/: `make screenshots`, or `python -m tests.screenshots`
with the names of those that are wanted (as in `PAGES`).

The demo is loaded into a database of its own and served by the same server as `make run`.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browsers import find_browser, open_browser

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "screenshots"
#: In the demo the one has done seven of ten lessons, the other has joined nothing yet.
BUSY, BEGINNER, PIN = "LT-0103", "LT-0101", "730418"
COURSE = "/kelas/menemukan-ide-usaha/"
LESSON = f"{COURSE}hpp-dan-harga-jual/"
#: The demo's podcast, an episode of it, and a lesson that plays one.
SHOW = "/podcast/suara-usaha-pijar/"
EPISODE, EPISODE_TITLE = f"{SHOW}ide-dari-sekitar-rumah/", "Ide dari sekitar rumah"
LISTENING = f"{COURSE}kebutuhan-di-sekitar-desa/"
WIDTHS = (360, 1280)

Visit = Callable[[Page, str], None]
Pages = dict[str, tuple[list[Visit], tuple[int, ...]]]


def participant(code: str, *then: Visit) -> list[Visit]:
    def sign_in(page: Page, address: str) -> None:
        page.goto(f"{address}/masuk/")
        page.fill("[name=identifier]", code)
        page.fill("[name=pin]", PIN)
        page.click("main button")

    return [sign_in, *then]


def staff(code: str, password: str, *then: Visit) -> list[Visit]:
    def sign_in(page: Page, address: str) -> None:
        page.goto(f"{address}/admin/login/")
        page.fill("[name=username]", code)
        page.fill("[name=password]", password)
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")

    return [sign_in, *then]


def go(path: str) -> Visit:
    return lambda page, address: page.goto(address + path) and None


def scroll_to_quiz(page: Page, _address: str) -> None:
    section = page.locator("section.activity.quiz").first.get_attribute("id")
    page.evaluate(f"location.hash = '{section}'")


def answer_question(page: Page, _address: str) -> None:
    """One question further: answer somehow, whatever its type, and look at the feedback."""
    form = page.locator(".quiz form:visible")
    picks = form.locator(".pick")
    if picks.count():
        picks.nth(1).click()
    for field in form.locator("[name=text], [name^=gap-]").all():
        field.fill("8.500")
    for place, choice in enumerate(form.locator("select").all(), start=1):
        choice.select_option(index=place)
    form.locator("button.btn").last.click()
    page.locator(".feedback:visible").wait_for()


def finish_quiz(page: Page, address: str) -> None:
    while page.locator(".quiz form:visible").count():
        answer_question(page, address)
        page.locator(".feedback:visible .btn").click()
    page.locator(".result").wait_for()


def open_preview(page: Page, _address: str) -> None:
    page.locator("[data-side-panel-toggle='preview']").click()
    page.frame_locator("#w-preview-iframe").locator("h1").wait_for()
    page.wait_for_timeout(1500)


def scroll_to(selector: str) -> Visit:
    """Brings it to the top of the window."""
    return lambda page, _address: page.locator(selector).first.evaluate(
        "one => one.scrollIntoView()"
    )


def episode_in_editor(page: Page, address: str) -> None:
    page.goto(f"{address}/admin/pages/search/?q={quote(EPISODE_TITLE)}")
    page.locator("main a", has_text=EPISODE_TITLE).first.click()
    page.wait_for_url("**/edit/")
    page.wait_for_load_state("networkidle")
    page.locator("[name=chapters-0-start]").wait_for()


def lesson_in_editor(title: str) -> Visit:
    def visit(page: Page, address: str) -> None:
        page.goto(f"{address}/admin/pages/search/?q={quote(title)}")
        page.locator("main a", has_text=title).first.click()
        page.wait_for_url("**/edit/")
        page.wait_for_load_state("networkidle")

    return visit


def open_content_check(page: Page, _address: str) -> None:
    """What it says of a summary and a first sentence as they should not be."""
    first = page.locator("[data-contentpath='body'] [contenteditable=true]").first
    first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(f"{'Ini kalimat yang terlalu panjang dan ' * 4}tentang likuiditas. ")
    page.locator("[data-side-panel-toggle='content-check']").click()
    page.locator("text=likuiditas").last.wait_for()
    page.wait_for_timeout(1500)


def lesson_of(course: str, slug: str) -> tuple[list[Visit], tuple[int, ...]]:
    """A lesson with its picture in the middle, read by somebody who has joined."""

    def join(page: Page, address: str) -> None:
        page.goto(f"{address}/kelas/{course}/")
        button = page.locator("main form[action*='/ikut'] button, main form .btn.wide")
        if button.count():
            button.first.click()
            page.wait_for_load_state("networkidle")

    def to_picture(page: Page, _address: str) -> None:
        page.locator("figure").first.evaluate("one => one.scrollIntoView({block: 'center'})")

    return participant(BUSY, join, go(f"/kelas/{course}/{slug}/"), to_picture), (360,)


#: Name → how to get there, at which widths.
PAGES: Pages = {
    "visitor": ([go("/")], WIDTHS),
    "sign-in": ([go("/masuk/")], (360,)),
    "home": (participant(BUSY, go("/")), WIDTHS),
    "course": (participant(BUSY, go(COURSE)), WIDTHS),
    "lesson": (participant(BUSY, go(LESSON)), WIDTHS),
    "lesson-canvas": lesson_of("menemukan-ide-usaha", "kanvas-model-bisnis"),
    "lesson-debt": lesson_of("literasi-keuangan-keluarga", "utang-sehat"),
    "lesson-fraud": lesson_of("literasi-keuangan-keluarga", "waspada-tawaran-palsu"),
    "lesson-cv": lesson_of("membuat-cv-dan-melamar-kerja", "cv-satu-halaman"),
    "lesson-photo": lesson_of("pemasaran-digital-usaha-kecil", "foto-produk-dengan-hp"),
    "lesson-label": lesson_of("pemasaran-digital-usaha-kecil", "kemasan-dan-label"),
    "glossary": (participant(BUSY, go(f"{COURSE}kamus/")), (360,)),
    "courses": (participant(BUSY, go("/kelas/")), WIDTHS),
    "quiz": (participant(BUSY, go(LESSON), scroll_to_quiz), (360,)),
    "quiz-feedback": (participant(BUSY, go(LESSON), answer_question), (360,)),
    "quiz-result": (participant(BUSY, go(LESSON), finish_quiz), (360,)),
    "not-found": ([go("/tidak-ada/")], (360,)),
    "coordinator": (
        staff("koordinator", "pijar-koordinator-demo", go("/koordinator/")),
        WIDTHS,
    ),
    "new-pin": (
        staff("koordinator", "pijar-koordinator-demo", go(f"/koordinator/pin/{BEGINNER}/")),
        (1280,),
    ),
    "podcast-show": ([go(SHOW)], (360,)),
    "podcast-episode": ([go(EPISODE)], WIDTHS),
    "devices": (participant(BUSY, go("/akun/perangkat/")), (360,)),
    "second-step": (staff("pelatih", "pijar-pelatih-demo", go("/verifikasi/aplikasi/")), WIDTHS),
    "podcast-activity": (
        participant(BUSY, go(LISTENING), scroll_to("section.activity.podcast")),
        (360,),
    ),
    "podcast-editor": (
        staff(
            "pelatih",
            "pijar-pelatih-demo",
            episode_in_editor,
            scroll_to("section section:has([name='chapters-0-start'])"),
        ),
        (1280,),
    ),
    "editor": (
        staff("pelatih", "pijar-pelatih-demo", lesson_in_editor("Mengenal diri"), open_preview),
        (1280,),
    ),
    "content-check": (
        staff(
            "pelatih", "pijar-pelatih-demo", lesson_in_editor("Mengenal diri"), open_content_check
        ),
        (1280,),
    ),
}


# --- Quizzes, in a course of their own --------------------------------------------------------


def begin_quiz(page: Page, _address: str) -> None:
    page.locator(".quiz .start button").click()
    page.locator(".quiz fieldset:visible").wait_for()


def write_doubtful_number(page: Page, _address: str) -> None:
    """Meant as thousands by an English reader, as decimals by an Indonesian one."""
    page.locator(".quiz [name=text]:visible").fill("8,500")
    page.locator(".quiz form:visible button").click()
    page.locator(".quiz > .refusal").wait_for()
    page.locator("section.quiz").evaluate("one => one.scrollIntoView()")


def fold_questions(page: Page, _address: str) -> None:
    """The quiz in the editor, with a line for each of its questions."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1000)
    page.evaluate(
        """() => {
            const questions = document.querySelector("[data-contentpath='questions']");
            const child = "[data-streamfield-child]";
            for (const one of questions.querySelectorAll(child)) {
                const outer = one.parentElement.closest(child);
                if (!outer || !questions.contains(outer)) {
                    one.querySelector("[data-panel-toggle]").click();
                }
            }
            questions.parentElement.closest("section").scrollIntoView();
        }"""
    )
    page.wait_for_timeout(500)


def quiz_pages(paths: dict[str, str]) -> Pages:
    """As `PAGES`; `paths` are what `tests.showcase` has made."""

    def learner(*then: Visit) -> list[Visit]:
        return participant(BUSY, *then)

    def trainer(*then: Visit) -> list[Visit]:
        return staff("pelatih", "pijar-pelatih-demo", *then)

    return {
        "quiz-ordering": (
            learner(go(paths["steps"]), begin_quiz, scroll_to("section.activity.quiz")),
            (360,),
        ),
        "quiz-number": (learner(go(paths["number"]), write_doubtful_number), (360,)),
        "quiz-start": (learner(go(paths["timed"]), scroll_to("section.activity.quiz")), (360,)),
        "quiz-review": (learner(go(paths["last"]), scroll_to(".result")), (360,)),
        "quiz-editor": (trainer(go(paths["editor"]), fold_questions), (1280,)),
        "quiz-bank": (trainer(go(paths["bank"])), (1280,)),
        "quiz-marking": (trainer(go(paths["marking"])), (1280,)),
        "quiz-results": (trainer(go(paths["results"])), (1280,)),
        "followed": (trainer(go(paths["followed"])), (1280,)),
    }


# --- The demo's server ------------------------------------------------------------------------


@dataclass(frozen=True)
class Demo:
    """A served demo: where it is, and the environment of its commands."""

    address: str
    environment: Mapping[str, str]

    def make_showcase(self) -> dict[str, str]:
        command = [sys.executable, "-m", "tests.showcase"]
        made = subprocess.run(  # noqa: S603 - our own module
            command, env=self.environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
        paths: dict[str, str] = json.loads(made.stdout)
        return paths


@contextmanager
def serve_demo() -> Iterator[Demo]:
    """The demo on a free port, until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "PIJAR_VAR_DIR": folder,
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
        }
        manage = [sys.executable, str(ROOT / "manage.py")]
        subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], env=environment, check=True)  # noqa: S603
        server = subprocess.Popen(  # noqa: S603 - our own server
            [*manage, "run_demo", "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server)
            yield Demo(f"http://127.0.0.1:{port}", environment)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=20)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _second in range(300):
        if server.poll() is not None:
            sys.exit("The demo's server stopped before it answered; run `make run` to see why.")
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - on loopback
        except OSError:
            time.sleep(1)
        else:
            return
    sys.exit("The demo's server did not answer within five minutes.")


def take(browser: Browser, address: str, name: str, visits: list[Visit], width: int) -> Path:
    height = 740 if width == 360 else 800
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="id-ID", reduced_motion="reduce"
    )
    page = context.new_page()
    for visit in visits:
        visit(page, address)
    page.wait_for_load_state("networkidle")
    path = FOLDER / f"{name}-{width}.png"
    page.screenshot(path=path)
    context.close()
    shrink(path)
    return path


def shrink(path: Path) -> None:
    """A few dozen colours are enough for flat pages, and a quarter of the bytes."""
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def take_all(browser: Browser, address: str, pages: Pages, *, wanted: Collection[str]) -> None:
    for name, (visits, widths) in pages.items():
        if name not in wanted:
            continue
        for width in widths:
            path = take(browser, address, name, visits, width)
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1000:.0f} KB", flush=True)


def main(wanted: Sequence[str] = ()) -> None:
    """Takes those that are named, or all."""
    if find_browser() is None:
        sys.exit("Screenshots need Chromium: apt-get install chromium.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with serve_demo() as demo, open_browser() as browser:
        take_all(browser, demo.address, PAGES, wanted=wanted or PAGES)
        # Later: the demo shall look as `make run` shows it.
        if not wanted or any(name not in PAGES for name in wanted):
            quizzes = quiz_pages(demo.make_showcase())
            take_all(browser, demo.address, quizzes, wanted=wanted or quizzes)
            if unknown := [name for name in wanted if name not in {**PAGES, **quizzes}]:
                sys.exit(f"There is no page {', '.join(unknown)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
