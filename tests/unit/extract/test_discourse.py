"""Which sentences tell of the same event."""

from __future__ import annotations


def test_who_names_the_place_of_the_main_event_goes_back_to_it(extract):
    """Behind background, what follows is told of the main event, not of the attack that came before it."""
    main, earlier = extract(
        "Gunmen attacked a police post in Multaqa on Monday, wounding two policemen. The road was closed for hours. Nobody has been arrested.\n\n"
        "It was the first attack since three farmers were kidnapped near Rashad on 2 November. Nobody has heard of them.\n\n"
        "The post at Multaqa has a staff of nine. A guard was the first to be killed."
    )
    assert [(item.effect, item.best) for item in main.casualties] == [("killed", 1), ("wounded", 2)]
    assert [(item.effect, item.best) for item in earlier.casualties] == [("abducted", 3)]
