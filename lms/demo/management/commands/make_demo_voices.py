"""`manage.py make_demo_voices`: speaks the demo's podcast anew, after its words were changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.demo.podcast_script import read_scripts
from lms.demo.voices import NoVoice, find_espeak, speak
from media.encoding.ffmpeg import find_ffmpeg
from media.encoding.problems import CannotPrepare, Problem


class Command(BaseCommand):
    help = "For developers: speaks the demo's podcast with espeak-ng and writes MP3 and VTT files."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            espeak = find_espeak()
            find_ffmpeg()
            for script in read_scripts():
                self.stderr.write(f"speaking {script.path.name} ...")
                speak(script, espeak=espeak)
                size = script.sound.stat().st_size
                self.stdout.write(f"{script.sound.name} {size} bytes")
        except NoVoice as error:
            raise CommandError(str(error)) from None
        except CannotPrepare as error:
            raise CommandError(str(Problem(error.problem).label)) from None
