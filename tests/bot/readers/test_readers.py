"""The trained readers: what they must be able to do, and that a bot without them still reads."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot import readers
from bot.readers.claims import FOLDER, SHA256, VOCABULARY, ByTrainedReader
from bot.readers.onnx import Model, WrongFile
from challenges.stance import AGREES, CHALLENGES, UNRELATED
from tests.structure.house import ROOT, imported, modules

CLAIM = "Cars should be banned from the town centre"
FOR = "Without cars the air in the centre is cleaner and shops sell more"
AGAINST = "People need their cars to get to work"
ELSEWHERE = "The library lends laptops to anybody who asks"


@pytest.fixture(scope="module")
def trained() -> readers.Readers:
    found = readers.best()
    assert found.trained, "what `make test` installs has the trained readers"
    return found


def test_texts_that_mean_alike_are_near_even_without_common_words(
    trained: readers.Readers,
) -> None:
    one, other, third = trained.embedder.embed(
        ["Vehicles are kept out of the high street", "No cars in the main road", ELSEWHERE]
    )
    assert one @ other > 0.4 > one @ third


def test_a_vector_does_not_depend_on_what_is_read_beside_it(trained: readers.Readers) -> None:
    alone = trained.embedder.embed([CLAIM])
    beside = trained.embedder.embed(["Short", CLAIM, "word " * 200])
    assert alone.dtype == np.float32
    assert alone.shape == (1, trained.embedder.width)
    assert np.allclose(alone[0], beside[1], atol=1e-4)
    assert np.allclose(np.linalg.norm(beside, axis=1), 1, atol=1e-5)


def test_a_view_challenges_agrees_or_is_unrelated(trained: readers.Readers) -> None:
    rows = trained.scorer.score([(CLAIM, AGAINST), (CLAIM, FOR), (CLAIM, ELSEWHERE)])
    assert rows.argmax(1).tolist() == [CHALLENGES, AGREES, UNRELATED]
    assert np.allclose(rows.sum(1), 1)
    assert rows.min() >= 0


def test_a_pair_has_the_same_figures_whatever_is_read_beside_it(trained: readers.Readers) -> None:
    alone = trained.scorer.score([(CLAIM, AGAINST)])
    beside = trained.scorer.score([(CLAIM, "word " * 500), (CLAIM, AGAINST), ("", "")])
    assert alone[0].tolist() == beside[1].tolist()


def test_nothing_to_read_gives_nothing(trained: readers.Readers) -> None:
    for each in (trained, readers.SLIM):
        assert each.embedder.embed([]).shape == (0, each.embedder.width)
        assert each.scorer.score([]).shape == (0, 3)
        assert each.embedder.embed([""]).shape == (1, each.embedder.width)


def test_two_threads_may_read_at_once() -> None:
    fresh = ByTrainedReader(FOLDER / "stance-int8.onnx")  # whose model nobody has asked for yet
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda _: fresh.score([(CLAIM, FOR)]).tolist(), range(4)))
    assert found == [found[0]] * 4


def test_words_that_were_read_are_forgotten_and_read_again_alike(trained: readers.Readers) -> None:
    before = trained.scorer.score([(CLAIM, FOR)]).tolist()
    readers.forget()
    assert readers.best() is trained
    assert trained.scorer.score([(CLAIM, FOR)]).tolist() == before


def test_a_file_that_was_changed_is_not_read(tmp_path: Path) -> None:
    changed = tmp_path / "stance-int8.onnx"
    changed.write_bytes((FOLDER / changed.name).read_bytes()[:-1] + b"?")
    with pytest.raises(WrongFile):
        list(Model(changed, SHA256, VOCABULARY, 96, together=1).batches([("a", "b")]))
    with pytest.raises(WrongFile):
        ByTrainedReader(changed).score([(CLAIM, FOR)])


def test_without_the_readers_part_the_slim_readers_are_used() -> None:
    # In a Python that cannot see what is installed beyond what it needs to say this.
    asked = (
        "import sys, importlib.util as look\n"
        "found = look.find_spec\n"
        "look.find_spec = lambda name, *more: None if 'onnx' in name else found(name, *more)\n"
        "from bot import readers\n"
        "assert readers.best() is readers.SLIM\n"
        "look.find_spec = found\n"
        "assert readers.best().trained\n"
        "assert 'onnxruntime' not in sys.modules, 'nothing is loaded before it is needed'\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr


def test_nobody_who_hears_a_message_waits_for_a_reader() -> None:
    using = {
        str(path)
        for path in modules("bot")
        for _, name in imported(path)
        if name.startswith("bot.readers") and path.parts[:2] != ("bot", "readers")
    }
    assert using <= {"bot/worker.py", "bot/doctor.py"}
