"""What a member reads when the rules say no: what was wrong, that nothing was lost, and what to do."""

from __future__ import annotations

from adapters.events import FormSent
from adapters.posts import MAX_BUTTON_ID, Code, Post, Span
from bot.presenters.drafts import draft, reopen
from bot.presenters.words import label, marked
from bot.presenters.words import sentence as one
from challenges.refusals import NotValid, Refusal

SENTENCES = {
    "address-wrong": marked("That is not an e-mail address I can write to, such as name@example.gov.uk. No mail was sent: press again and correct it."),
    "already-doubted": marked("Your doubt is counted already. Each person counts once."),
    "answer-missing": marked("The question “{question}” needs an answer. Nothing was opened yet: press again and fill it in."),
    "candidate-settled": marked("That was decided already, so nothing was changed. Type {views} queue to see what waits."),
    "candidate-waits": marked("That waits already, so nothing was changed. Type {views} queue to see it."),
    "challenge-open": marked("A question is open here already, so no second one was asked. Answer it, or press “Not now” on it first."),
    "challenge-over": marked("That question is over, so nothing was changed. Type {start} to ask a new one."),
    "channel-off": marked("Challenger is switched off in this channel and reads nothing here. A moderator can switch it on with {on}."),
    "claim-missing": marked("A round needs one sentence that people could say yes or no to. Nothing was opened yet: press again and write it."),
    "day-not-ahead": marked("That day is over, or more than two years away. Nothing was kept: press again and write another day."),
    "day-wrong": marked("“{when}” is not a day I can read. Nothing was kept: press again and write one, such as 4 January 2027 or in 3 weeks."),
    "digest-changed": marked("Something in that digest changed since you looked, so nothing was made public. Type {digest} public to look again."),
    "digest-public": marked("Anybody can read that digest already. Nothing was changed."),
    "digest-too-small": marked("Fewer than five people are in that digest, so it stays with members: its numbers could give somebody away."),
    "digest-nowhere": marked("No digest comes here, because no channel that is switched on and that everybody can read is set for it. To set one, type {settings}."),
    "digest-sent": marked("That digest was sent already. Nothing was sent twice."),
    "digest-missing": marked("There is no digest yet. The first one comes when a week had something to tell."),
    "direct-only-here": marked("That works in a channel, not in a direct message. Nothing was lost: type it in the channel you mean."),
    "doubt-over": marked("Doubts are not counted any more, so nothing was changed."),
    "entries-hidden": marked("There is nothing to read yet. What people write stays hidden until the part in which they write it ends, so that everyone thinks for themselves."),
    "entry-empty": marked("There was nothing written to keep. Press again and write at least a few words."),
    "entry-too-long": marked("That is {length} characters and {limit} fit. Nothing was kept: shorten it and send it again."),
    "feed-not-web": marked("That is not a web address, such as https://digital.council.example/feed. Nothing was kept: open the form again and correct it."),
    "feed-there": marked("This community reads that feed already. Nothing was changed: type {views} feeds to see how it goes."),
    "import-needs-council": marked("Say which council it is from, or which organisation. Nothing was kept and nothing is lost: open the form again and fill it in."),
    "judging-over": marked("The time to say so is over, so nothing was changed. What people said until then is kept as numbers."),
    "key-wrong": marked("That is not a key. It has eight groups of four letters and digits, such as 1a2b-3c4d. Nothing was kept: open the form again and correct it."),
    "library-ours": marked("That key is the one of this bot. Its communities share views with each other at once, so there is nothing to receive. Nothing was kept."),
    "library-there": marked("That library is received here already. Nothing was changed: type {views} exchange to see it."),
    "link-not-web": marked("The link must start with https:// or http://. Nothing was shared and nothing is lost: open the form again and correct it, or leave it empty."),
    "links-enough": marked("You have asked for twenty links in the last day, which is the most, so no other was made. Use the newest one, or ask again tomorrow."),
    "mail-off": marked("Mail is not set up here, so no digest comes by mail. The person who runs me can set it up, under “Mail” in the manual."),
    "mails-enough": marked("You have asked for three mails in the last day, which is the most, so none was sent. Look for the newest one, also where unwanted mail is kept."),
    "method-name-long": marked("The name of a method has at most {limit} characters. Nothing is lost: open the form again and shorten it."),
    "method-name-taken": marked("Challenger has a way of dissenting called “{method}” already. Nothing is lost: open the form again and give yours another name."),
    "method-outdated": marked("No new round can be opened with that way of dissenting: {wrong}. It was kept before this was asked of it. Nothing was opened, and a moderator can change it."),
    "method-wrong": marked("The file was not taken: {wrong}. Nothing is lost: open the form again, mend it and send it."),
    "model-busy": marked("The language model is asked already. Nothing was lost: its drafts come in a moment."),
    "model-nothing": marked("There is nothing to draft from: a draft needs two messages that may be quoted, in a channel everybody here can read. The digest stays as it is."),
    "model-nothing-waits": marked("That digest does not wait any more, so nothing was changed. What was sent is not changed by drafts."),
    "model-off": marked("No language model drafts here. Nothing was changed: the person who runs me can set one up, and an organiser can then let it draft with {digest} drafts."),
    "model-spent": marked("The language model was asked as often as it may be today. Nothing was lost: the digest stays as it is, and you can ask again tomorrow."),
    "model-stale": marked("That draft is not good any more, for somebody took back what it was made from. Nothing was changed: type {digest} drafts to see the others."),
    "no-address": marked("The address of my web pages is not set, so there is nothing to read them by. The person who runs me can set CHALLENGER_WEB_ADDRESS."),
    "no-such-assumption": marked("That assumption is not on the register here any more. Nothing was changed."),
    "no-such-candidate": marked("That is not in the queue any more. Nothing was changed: type {views} queue to see what waits."),
    "no-such-challenge": marked("That question is not known here any more. Nothing was changed."),
    "no-such-confidence": marked("How sure you are is a number from 1 to 5. Nothing was kept: press again and choose one."),
    "no-such-digest": marked("There is no such digest here any more. Nothing was changed: type {digest} to see what there is."),
    "no-such-entry": marked("There is no such entry in this round, or you have written none. Nothing was changed."),
    "no-such-feed": marked("That feed is not read here any more. Nothing was changed: type {views} feeds to see those that are."),
    "no-such-kind": marked("That choice is not there any more. Nothing was kept: press again and choose another."),
    "no-such-mark": marked("That choice is not there any more. Nothing was counted: press one of the buttons below the entry."),
    "no-such-library": marked("That library is not received here any more. Nothing was changed."),
    "no-such-pledge": marked("There is no such promise here any more. Nothing was changed."),
    "no-edition": marked("There is no edition {number}. Nothing was changed: type {digest} public to see the newest ones."),
    "no-invitation": marked("That code is not good, or not any more. Nothing was changed: ask the moderator who sent it for a new one."),
    "no-such-receipt": marked("Nothing in this channel belongs to that code. Check the code, and type it in the channel of the round. If you took your words back, the code is good for nothing now."),
    "no-such-round": marked("There is no such round here. Type {rounds} to see the open ones."),
    "no-such-schedule": marked("That schedule is not there any more. Type {list} to see what is set."),
    "no-such-term": marked("There is no such term of a challenger-in-chief here any more. Nothing was changed."),
    "no-such-view": marked("That view is not in the library any more. Nothing was changed."),
    "no-thread-here": marked("That works in the thread of a conversation. Nothing was changed: press “Not now” on the question instead."),
    "nobody-named": marked("I cannot tell who you mean, so nothing was changed. Type @ and choose the name, as in {moderators} add @name."),
    "not-asked": marked("Somebody else is asked now. Nothing was changed, and you stay on the rota."),
    "not-the-challenger": marked("You are not challenger-in-chief there now, so nothing was posted or changed."),
    "not-the-responder": marked("Whoever opened this round answers in it, so nothing was changed."),
    "not-your-own": marked("Only the person who did this can take it back. Nothing was changed."),
    "not-your-pledge": marked("Somebody else promised this, so only they can say how it went. Nothing was changed."),
    "not-your-view": marked("Somebody else shared this view, so only they can change it or take it back. Nothing was changed."),
    "not-yours-to-test": marked("That is for whoever looks after it, or a moderator. Nothing was changed: say what you know in the channel."),
    "note-long": marked("A note has at most {limit} characters, and yours has {length}. Nothing was kept: open the form again and shorten it."),
    "nothing-asked": marked("Nobody waits for an answer to that any more. Nothing was changed."),
    "nothing-chosen": marked("None of these numbers is left to put on the register, so nothing was kept. Press again and write other numbers."),
    "nothing-taken-up": marked("That was not taken up, not even in part, so there is nothing to promise about it. Nothing was kept."),
    "nothing-to-take-back": marked("It is too late to take this back, or it was taken back already. Nothing was changed."),
    "number-for-private": marked("Give the number of an edition, as in {digest} private 7. Nothing was changed."),
    "number-for-public": marked("Give the number of an edition, as in {digest} public 7. Nothing was changed."),
    "number-missing": marked("This part asks for a number, written in digits. Nothing was kept: press again and add it."),
    "number-out-of-range": marked("The number must be from {least} to {most}. Nothing was kept: press again and change it."),
    "out-of-date": marked("That button is from an older version, so nothing was changed. Type {help} to see what works now."),
    "outcome-hidden": marked("How the votes stand is shown only when voting is over. Look again then."),
    "pages-elsewhere": marked("Those pages are for the members of the other community. Nothing was changed: to read your own, type {digest} pages in your own channel."),
    "part-over": marked("That part of the round is over already, so nothing was changed. Type {rounds} to see where it is."),
    "partner-already": marked("These two channels hold rounds together already, or one has asked the other. Nothing was changed: to see it, type {rounds} partners."),
    "partner-gone": marked("That channel does not hold rounds with this one any more. Nothing was lost: press again and choose where it is held."),
    "partner-itself": marked("That invitation is from this channel. Nothing was changed: type the code in the other channel."),
    "partner-name": marked("Give this channel a name of 2 to {most} characters. Nothing was kept: press again and change it."),
    "partners-many": marked("A channel holds rounds with {most} others at the most. Nothing was changed: end it with one first."),
    "phase-takes-no-ballots": marked("The round does not ask where you stand at this moment, so nothing was counted. Type {rounds} to see where it is."),
    "phase-takes-no-entries": marked("The round takes no more entries, so this one was not kept. Type {rounds} to see where it is."),
    "phase-takes-no-replies": marked("The round takes no replies at this moment, so this one was not kept. Type {rounds} to see where it is."),
    "phase-takes-no-responses": marked("Nothing is answered in this part of the round, so nothing was kept. Type {rounds} to see where it is."),
    "phase-takes-no-votes": marked("The round takes no votes at this moment, so nothing was counted. Type {rounds} to see where it is."),
    "preview-old": marked("A digest came since, or that preview is older than a day. Nothing was sent: type {digest} preview to look at a new one."),
    "preview-over": marked("There is nothing left to ask from here. Nothing was changed: type {preview} to see a question first."),
    "proposer-listens": marked("You proposed this, so in this part you only listen. Nothing was kept. Your turn to answer comes later in the round."),
    "proposer-only": marked("In this part only whoever opened the round speaks. Nothing was kept."),
    "round-keyless": marked("The secret that keeps this round unsigned is lost, so nothing was kept. The round ends within minutes; open a new one."),
    "round-over": marked("This round is over, so nothing was changed. Its outcome stands in the channel."),
    "schedule-there": marked("There is a schedule at that time in this channel already. To see it, type /challenge list."),
    "shared-channel": marked("Another organisation reads this channel too, so Challenger stays off here. Choose a channel of your own community."),
    "snooze-wrong": marked("“{when}” is not a time I can read, so nothing was changed. Type {snooze} and a number of days, a date within a year, or off."),
    "tag-too-long": marked("Each word about the place has at most {most} characters. Nothing was changed and nothing is lost: open the form again and shorten it."),
    "term-open": marked("Somebody is being looked for or is in office here already, so nothing new was begun. To see more, type {volunteer} rota."),
    "term-over": marked("That is settled already, or the time to answer is over. Nothing was changed."),
    "too-many-assumptions": marked("There are {limit} assumptions to test here already, which is the most. Nothing was lost: say first what became of some."),
    "too-many-entries": marked("You have written {limit} in this part already, which is the most. Nothing was lost."),
    "too-many-feeds": marked("There are {limit} feeds already, which is the most. Remove one first. Nothing was changed."),
    "too-many-libraries": marked("There are {limit} libraries already, which is the most. Drop one first. Nothing was changed."),
    "too-many-methods": marked("There are {limit} ways of your own already, which is the most. Remove one first. Nothing was changed."),
    "too-many-pledges": marked("There are {limit} promises in this round already, which is the most. Nothing was kept."),
    "too-many-tags": marked("That is more than {most} words about the place, which is the most. Nothing was changed and nothing is lost: open the form again and leave some out."),
    "unknown-language": marked("I do not know the language “{language}”. I know these: {languages}. Nothing was changed."),
    "unknown-method": marked("There is no way of dissenting called “{method}”. Type {round} to see the ones there are."),
    "view-day-wrong": marked("Choose a day from tomorrow to a year from now, such as 2027-06-01. Nothing was changed and nothing is lost: open the form again."),
    "view-needs-channel": marked("There is no channel here that it could be for alone. Nothing was shared and nothing is lost: open the form again and choose who may see it."),
    "view-needs-claim": marked("Say in a few words what it is about. Nothing was shared and nothing is lost: open the form again and fill it in."),
    "view-needs-council": marked("Say first which council you speak from, with {council} and its name. Nothing was lost."),
    "view-needs-text": marked("Say in a sentence or two what your council found. Nothing was shared and nothing is lost: open the form again and fill it in."),
    "view-pressed": marked("You said so of that view this month. It is counted once for each person, so nothing was changed."),
    "view-too-long": marked("That is too long to show: {most} characters fit. Nothing was shared and nothing is lost: open the form again and shorten it."),
    "why-missing": marked("When you amend or reject something, say why. Nothing was sent and nothing is lost: open the form again and add a sentence."),
}  # fmt: skip

COMMANDS = {
    name: Code(f"/challenge {name}")
    for name in (
        "help",
        "start",
        "on",
        "council",
        "digest",
        "rounds",
        "round",
        "list",
        "settings",
        "moderators",
        "snooze",
        "preview",
        "volunteer",
        "views",
    )
}


def sentence(refusal: Refusal) -> Post:
    """The sentence for one refusal."""
    values: dict[str, Span | int | tuple[Span, ...]] = {**COMMANDS, **refusal.values}
    if "question" in refusal.values:  # the label of a field, in the words of the method's file
        values["question"] = label(str(refusal.values["question"]))
    return one(SENTENCES[refusal.code], **values)


def of_form(refusal: Refusal, sent: FormSent) -> Post:
    """The sentence for a form that was refused, with the sentences that were written in it."""
    written = [value for _, value in sent.values if " " in value.strip()]
    fits = len(f"{sent.form}:{sent.subject}") <= MAX_BUTTON_ID  # anybody may send any subject
    useful = isinstance(refusal, NotValid) and fits
    again = reopen(sent.form, sent.subject) if useful else None
    return draft(sentence(refusal).parts, written, again)
