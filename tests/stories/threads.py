"""Threads as people of made-up councils would write them: for each move, one it was chosen for."""

from __future__ import annotations

Thread = tuple[tuple[str, str], ...]

REQUESTED: dict[str, Thread] = {
    "consider-the-opposite": (
        (
            "ann",
            "I would move the planning forms to Saltby's service because it loads twice as fast.",
        ),
        ("bob", "Yes, due to the cut in the server room we lose nothing there."),
        (
            "cat",
            "The survey of residents in Saltby says the same, so that settles the waiting times.",
        ),
        ("dan", "For example the tree work form went from nine pages to three."),
    ),
    "premortem-question": (
        ("ann", "Ambleford is building a new benefits service with the housing service."),
        ("bob", "Nice, is that to go live for residents after the pilot or before?"),
        (
            "cat",
            "It was in committee papers: they would buy nothing and build it with Westmoor "
            "for £40k a year.",
        ),
        (
            "dan",
            "Residents asked for it, and the help desk at the library will take paper forms "
            "as well.",
        ),
    ),
    "assumption": (
        ("ann", "I think Westmoor could share its libraries card with all councils on the coast."),
        ("bob", "It would help parish councils and town councils too, they lend books as well."),
        (
            "cat",
            "Perhaps most councils lend them in the same way, I am not sure about the islands.",
        ),
        ("dan", "Residents with two cards would like it, and so would the front desk."),
    ),
    "outcome-for-residents": (
        ("ann", "The new naming rules for our folders are done."),
        ("bob", "Looks good, the index is in the wiki."),
        ("cat", "I moved the minutes into it this morning."),
        ("dan", "Saltby has the same structure, with one more level."),
        ("ann", "Then let us look at the archive as well."),
        ("bob", "Happy to take the archive with Councillor Weir on Thursday."),
        ("cat", "The retention dates are in there because the auditor looked for them."),
    ),
    "who-is-missing": (
        ("ann", "I would write to residents about the hedge in two lines, as councillors wanted."),
        ("bob", "Good idea, we did that in Saltby because of the nests."),
        ("cat", "The tree officer could take the letters round."),
        ("dan", "I think the leaflet on birds helps too."),
        ("ann", "I have forty of those in the van."),
    ),
    "tried-elsewhere": (
        ("ann", "We should put the swimming lessons for children on Sunday mornings."),
        ("bob", "Yes, and we need to open at nine, because families are free then."),
        ("cat", "Councillors would like it as well."),
    ),
    "stop-list": (
        ("ann", "I would like to add a weekly report on missed bins for residents."),
        (
            "bob",
            "We are short-staffed in the team, there is not enough time for the reports we have.",
        ),
        ("cat", "The backlog of complaints is at six weeks here in Northmarsh."),
    ),
    "how-sure": (
        ("ann", "Residents will obviously prefer the new bin calendar by post."),
        ("bob", "Definitely, everybody reads what comes through the door."),
        ("cat", "There is no doubt about it, it always works in our villages."),
    ),
    "what-it-rests-on": (
        ("ann", "We should send residents one letter for all their bills."),
        ("bob", "Yes, we need to put council tax and rent on one page."),
        ("cat", "Councillors should see the page before it goes."),
        ("dan", "Let's do it with Northmarsh, they have the same printer."),
    ),
    "running-cost": (
        ("ann", "We are building a noise map of the harbour for £20,000, residents asked for it."),
        ("bob", "Good, with the grant it fits the budget for this year's work with the NHS."),
        ("cat", "It is money well used, the councillors on the harbour committee will like it."),
    ),
    "way-back": (
        ("ann", "The tender for street lights goes out on Monday, residents were told."),
        ("bob", "Councillors agreed to sign for ten years because it costs less to look after."),
        ("cat", "Westmoor has the same contract for its lamps."),
    ),
    "plain-words": (
        ("ann", "The target operating model needs governance before we touch the pipeline."),
        ("bob", "Agree, stakeholders expect a holistic view of the ecosystem."),
        ("cat", "I put the workstream and its deliverables into the business case."),
    ),
    "need-first": (
        ("ann", "Our leader saw a drone at a fair and would like one for the parks team."),
        ("bob", "Digital twins are on the list for residents in Westmoor too."),
        ("cat", "Drones are fun to fly, I can say that much."),
    ),
    "second-source": (
        ("ann", "The supplier gave us a demo of the parking permits for residents."),
        (
            "bob",
            "Their sales team says it halves the calls to the contact centre, and that is "
            "good evidence.",
        ),
        ("cat", "The account manager comes on Friday if councillors want to see it."),
    ),
    "small-councils": (
        (
            "ann",
            "All councils could use one licensing form, residents fill in the same fields "
            "everywhere.",
        ),
        ("bob", "A shared service for it, maintained by three of us, would keep it going."),
        ("cat", "I like it, across the county we have eleven versions on paper."),
    ),
    "another-way": (
        (
            "ann",
            "Either we close the counter in Saltby or we keep it as it is, with staff who "
            "know residents.",
        ),
        ("bob", "It is all or nothing then, councillors decide on Thursday."),
        ("cat", "I would keep it, we can go back to shorter hours at any time."),
    ),
    "how-long": (
        (
            "ann",
            "The new allotment service goes live by March, residents were told in the newsletter.",
        ),
        (
            "bob",
            "Councillors were promised it before Easter, and the grant pays for it and its upkeep.",
        ),
        ("cat", "The wardens know, the paper list stays as well."),
    ),
    "start-today": (
        (
            "ann",
            "The intranet search still finds nothing for staff who look for residents' letters.",
        ),
        ("bob", "We have already spent two years on it, it is too late to look elsewhere."),
        ("cat", "True, councillors would ask about the money."),
    ),
    "early-sign": (
        ("ann", "The walking bus improves health for children in Westmoor, it is a big win."),
        ("bob", "It makes mornings easier for parents and for the school."),
        ("cat", "Saltby has the same benefit from theirs, say the councillors."),
    ),
    "who-cannot-use-it": (
        ("ann", "From May residents book the tip online, and the queue is gone."),
        ("bob", "Nice, ours is on the website as well since spring."),
        ("cat", "The wardens at the tip like it, councillors too."),
    ),
    "who-carries-it": (
        ("ann", "There is a new form for every grave, the process for it is in the wiki."),
        ("bob", "Officers will fill it in before the burial, residents see nothing of it."),
        ("cat", "The councillors of the cemetery board liked it, training is on Friday."),
    ),
    "what-differs": (
        ("ann", "It worked in Northmarsh, so residents here will like the green bins as well."),
        ("bob", "Other councils are doing it too, and we would be left behind."),
        ("cat", "Councillors have seen the green bins in the paper."),
    ),
    "smallest-test": (
        ("ann", "The short letters to residents go to every department in January."),
        ("bob", "All at once is fine, the whole council writes with the same templates."),
        ("cat", "Councillors get a copy, as with the old letters."),
    ),
    "steelman": (
        (
            "ann",
            "We should give the museum shop to the friends of the museum, residents like them.",
        ),
        ("bob", "I am not convinced, they dropped the cafe in Saltby after one summer."),
        ("cat", "However, they know the town, because half of them were born in it."),
        ("dan", "My worry is the stock, councillors would have to write it off."),
    ),
    "elected-members": (
        ("ann", "I would write to residents about the hedge, in two lines."),
        ("bob", "Good idea, we did that in Saltby because of the nests."),
        ("cat", "The tree wardens could take the letters round."),
        ("dan", "I think the RSPB leaflet helps too."),
        ("ann", "I have forty of those in the van."),
    ),
}
"""What is asked when somebody asks for a question in such a thread."""
