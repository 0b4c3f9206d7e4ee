from __future__ import annotations

from challenges.alarms import Way, Weighing, stands_out


def splits(chance: float, least: float = 0.0) -> Weighing:
    return Weighing(Way.SPLITS, chance, least)


def test_alone_in_its_week_a_talk_stands_out_at_one_in_five() -> None:
    assert stands_out(splits(0.2), ())
    assert not stands_out(splits(0.21), ())


def test_among_many_talks_more_is_needed() -> None:
    ordinary = [splits(1.0)] * 19
    assert not stands_out(splits(0.05), ordinary)
    assert stands_out(splits(0.01), ordinary)


def test_among_several_that_stand_out_each_needs_less() -> None:
    week = [splits(1.0)] * 15 + [splits(0.001)] * 4
    assert stands_out(splits(0.05), week)


def test_talks_in_which_nothing_could_be_noticed_do_not_count() -> None:
    small = [splits(1.0, least=0.15)] * 50
    assert stands_out(splits(0.05, least=0.001), small)
    assert not stands_out(splits(0.05, least=0.001), [splits(1.0, least=0.001)] * 50)


def test_a_talk_that_could_hardly_be_noticed_does_not_stand_out_among_those_that_could() -> None:
    assert not stands_out(splits(0.15, least=0.15), [splits(1.0)] * 5)


def test_each_way_is_compared_with_its_like() -> None:
    others = [Weighing(Way.LEFT, 1.0)] * 50
    assert stands_out(splits(0.1), others)
