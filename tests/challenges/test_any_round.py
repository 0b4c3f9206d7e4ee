"""Any sequence of moves, clocks and restarts, in a round of every method and of methods made up."""

from __future__ import annotations

import asyncio
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from bot.store.database import open_database
from bot.store.rounds import Rounds
from bot.store.vault import Vault
from challenges.method_files import METHODS
from challenges.methods import Method
from challenges.rounds import Round
from tests.challenges.any_round import AnyRound, any_method

VAULT = Vault(["a secret of thirty-two letters or so"])
SOME = settings(
    max_examples=12,
    stateful_step_count=40,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_any_round_of_a_method_keeps_every_promise(method: Method) -> None:
    class OfOneMethod(AnyRound):
        methods = st.just(method)

    run_state_machine_as_test(OfOneMethod, settings=SOME)


class AnyMethod(AnyRound):
    """Rounds of methods that nobody wrote."""

    methods = any_method()


TestAnyMethod = AnyMethod.TestCase
TestAnyMethod.settings = settings(SOME, max_examples=150)


class Stored(AnyRound):
    """Rounds that are read from a real store again whenever the process begins anew."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = TemporaryDirectory()
        self.database = self.runner.run(open_database(f"sqlite:///{self.folder.name}/store.db"))

    def kept_and_read(self, round_: Round) -> Round:
        return self.runner.run(self._kept_and_read(round_))

    async def _kept_and_read(self, round_: Round) -> Round:
        async with self.database.writing("fake:T1") as connection:
            await Rounds(connection, "fake:T1", VAULT).save(round_, self.now)
        async with self.database.reading() as connection:
            found = await Rounds(connection, "fake:T1", VAULT).get(round_.id)
        assert found is not None
        return found

    def expire(self) -> None:
        super().expire()
        self.the_process_begins_anew()

    def teardown(self) -> None:
        try:
            super().teardown()
        finally:
            self.runner.run(self.database.close())
            self.runner.close()
            self.folder.cleanup()


class StoredOfAnyMethod(Stored):
    """The same of methods that nobody wrote."""

    methods = any_method()


TestStored = Stored.TestCase
TestStored.settings = settings(SOME, max_examples=15)
TestStoredOfAnyMethod = StoredOfAnyMethod.TestCase
TestStoredOfAnyMethod.settings = settings(SOME, max_examples=10)
