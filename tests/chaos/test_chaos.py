"""Phones send to a server that dies again and again: nothing is lost, doubled or folded wrongly.

Trust, line 1. Then the test of the test: of each broken ledger the same check must say so.
"""

import random
import threading
import time
from collections import Counter

from tests.chaos import fuses, variants
from tests.chaos.conftest import StartServer
from tests.chaos.model import Report, check
from tests.chaos.phones import CALM, Crowd, Diary, Phone, write_a_lot, write_one_of_each
from tests.chaos.server import Server
from tests.chaos.world import World

#: At which of the troubles the whole server goes, not a worker of it. Each costs a slow start.
WHOLE_KILLS = (6, 18)
#: More trouble than this and the phones are left to finish.
MOST_TROUBLE = 60
#: Fewer, and the test has tried nothing.
FEWEST_DEATHS = 8
PATIENCE_SECONDS = 40.0


def test_nothing_is_lost_doubled_or_wrong_however_often_the_server_dies(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    server = start_server()
    phones = give_out_phones(server, world, chance)
    with Crowd(phones) as crowd:
        whole_kills = make_trouble(server, crowd, chance)
        assert crowd.wait(PATIENCE_SECONDS), "The phones got no answer."
    server.kill()
    assert server.run("sweep_completions").returncode == 0
    report = check(server.database, world, phones)
    deaths = server.log.read_text().count("SIGKILL") + whole_kills
    statuses = Counter(status for phone in phones for status in phone.settled.values())
    print(f"{report}; {deaths} deaths; last answers: {dict(statuses)}")
    assert deaths >= FEWEST_DEATHS
    assert report == Report(), report
    assert not [surprise for phone in phones for surprise in phone.surprises]
    replay = server.run("replay_progress", "--check")
    assert replay.returncode == 0, replay.stderr


def give_out_phones(server: Server, world: World, chance: random.Random) -> list[Phone]:
    """Two for each learner. The second was set up from a copy of the first, so they have some
    events in common."""
    phones = []
    for learner in world.learners:
        diary = Diary(chance)
        first, second = (write_a_lot(world, diary, chance) for _phone in range(2))
        second += chance.sample(first, 5)
        phones += [
            Phone(server.port, learner, events, random.Random(chance.random()))
            for events in (first, second)
        ]
    return phones


def make_trouble(server: Server, crowd: Crowd, chance: random.Random) -> int:
    """Kill a worker at random, or just where an answer is being written, or everything; how often
    it was everything."""
    whole_kills = 0
    for number in range(MOST_TROUBLE):
        time.sleep(chance.uniform(0.05, 0.2))
        if not crowd.busy:
            break
        if number in WHOLE_KILLS:
            server.kill()
            server.start()
            whole_kills += 1
        elif chance.random() < 0.5:
            server.light_fuse(chance.choice(fuses.FUSES))
        else:
            server.kill_worker(chance.random())
    return whole_kills


# --- The test of the test ---------------------------------------------------------------------


def test_a_ledger_that_acknowledges_before_it_commits_is_caught(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    server = start_server(variants.ACKNOWLEDGES_FIRST)
    answered = threading.Event()
    phone = make_calm_phone(server, world, chance)
    phone.on_answer = answered.set
    with Crowd([phone]) as crowd:
        assert answered.wait(PATIENCE_SECONDS)
        server.kill()
        server.start()
        assert crowd.wait(PATIENCE_SECONDS)
    server.kill()
    assert check(server.database, world, [phone]).lost


def test_a_ledger_that_forgets_ids_is_caught(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    report = send_calmly(start_server(variants.FORGETS_IDS), world, chance)
    assert report.duplicated


def test_a_ledger_that_lets_the_last_event_win_is_caught(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    server = start_server(variants.LAST_WINS)
    report = send_calmly(server, world, chance)
    assert report.wrong
    assert server.run("replay_progress", "--check").returncode == 1


def test_a_ledger_that_writes_without_a_transaction_is_caught(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    server = start_server(variants.NO_TRANSACTION)
    server.light_fuse(fuses.EVENTS_WRITTEN)
    assert send_calmly(server, world, chance).wrong


def test_the_honest_ledger_passes_the_same_small_check(
    start_server: StartServer, world: World, chance: random.Random
) -> None:
    """So what catches the broken ones is what is broken in them."""
    server = start_server(variants.HONEST)
    server.light_fuse(fuses.EVENTS_WRITTEN)
    assert send_calmly(server, world, chance) == Report()


def make_calm_phone(server: Server, world: World, chance: random.Random) -> Phone:
    events = write_one_of_each(world, Diary(chance))
    return Phone(server.port, world.learners[0], events, chance, CALM)


def send_calmly(server: Server, world: World, chance: random.Random) -> Report:
    phone = make_calm_phone(server, world, chance)
    with Crowd([phone]) as crowd:
        assert crowd.wait(PATIENCE_SECONDS)
    server.kill()
    return check(server.database, world, [phone])
