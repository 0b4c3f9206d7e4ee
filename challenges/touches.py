"""What a text touches on: residents, money, a contract, a deadline. Moves are chosen by these.

As in `cues`, a pattern is named after what its presence says of a text, none says it for sure, and
all are looked for in lower-case text. `reading` says how; `choosing` says what is made of them.
"""

from __future__ import annotations

import re
from re import Pattern

_COUNCIL = r"(?:councils?|borough|boroughs|district|districts|county|counties|authorit(?:y|ies))"
_MONTH = (
    "(?:january|february|march|april|may|june|july|august|september|october|november|december"
    "|spring|summer|autumn|winter|christmas|easter)"
)
_MANY = "(?:two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|[0-9]{1,2})"


def _any_of(*cues: str) -> Pattern[str]:
    """One alternation of whole words and phrases; a cue may itself be a small pattern."""
    return re.compile(r"(?<![\w'’-])(?:" + "|".join(cues) + r")(?![\w-])")


TOUCHES: dict[str, Pattern[str]] = {
    # -- people
    "residents": _any_of(
        "residents?", "citizens?", "tenants?", "customers?", "users?", "the public",
        "famil(?:y|ies)", "parents?", "carers?", "pupils?", "patients?", "households?", "voters?",
        "neighbours?", "older people", "young(?:er)? people", "children", "local people",
        "claimants?", "visitors?",
        "people (?:who|that) (?:live|use|need|rely|apply|claim|rent|call|visit)", "service users?",
        "leaseholders?", "applicants?", "taxpayers?", "council ?tax payers?",
        "members of the public",
    ),
    "front_line": _any_of(
        "front[- ]?line", "contact cent(?:re|er)", "call handlers?", "call cent(?:re|er)",
        "reception(?:ists?)?", "housing officers?", "social workers?", "caseworkers?",
        "librarians?", "wardens?", "caretakers?", "crews?", "inspectors?", "planning officers?",
        "benefits officers?",
        "(?:staff|colleagues|officers|people|those) who (?:do|answer|run|use|take|handle"
        "|write" "|open)",
        "(?:ask(?:ed)?|with) (?:the )?staff", "customer services?", "enforcement officers?",
    ),
    "elected_members": _any_of(
        "councillors?", "cllrs?", "elected members?", "members[’']", "cabinet", "committees?",
        "scrutiny", "chief executives?", "chief officers?", "directors?", "leadership",
        "the leader", "portfolio holders?", "full council", "mayors?", "ward members?",
    ),
    "partners": _any_of(
        "police", "nhs", "health", "fire (?:service|and rescue)", "voluntary", "charit(?:y|ies)",
        "housing associations?", "dwp", "job ?cent(?:re|er)s?", "partners?", "neighbouring",
        "schools?", "transport for", "county council", "combined authorit(?:y|ies)",
        "advice cent(?:re|er)s?",
    ),
    "small_councils": _any_of(
        "parish(?:es)?", "town councils?", f"small(?:er|est)? (?:\\w+ )?{_COUNCIL}", "clerks?",
        "rural", "villages?", "small teams?", "team of (?:one|two|three)", "community councils?",
    ),
    "all_councils": _any_of(
        f"(?:all|every|each|most|other) {_COUNCIL}", "the (?:whole )?sector", "sector[- ]wide",
        "nation(?:al|wide|ally)",
        "shared (?:\\w+ )?(?:platforms?|services?|standards?|systems?|teams?)",
        f"across (?:the )?(?:{_COUNCIL}|country|local government|region)",
        "local government should", "councils (?:should|must|need|ought|could|can|would)",
        "common (?:standards?|platforms?)",
    ),
    # -- money, time and ties
    "money": _any_of(
        r"[£$€]\s?\d[\d,.]*\w*", "costs?", "costed", "costing", "budgets?", "prices?", "priced",
        "fund(?:s|ed|ing)?", "afford(?:able)?", "savings?", "spend(?:ing)?", "spent", "fees?",
        "grants?", "licen[cs]es?", "cheap(?:er|est)?", "expensive", "value for money",
        "pay(?:s|ing)? for", r"[\d,.]+ ?(?:k|m) (?:a|per) year", "invest(?:ed|ment)?",
        "free of charge",
    ),
    "upkeep": _any_of(
        "maint(?:ain|ains|ained|aining|enance)", "upkeep",
        "keep(?:ing)? (?:it|this|them) (?:going|up|running)", "look(?:s|ed|ing)? after",
        "running costs?", "cost(?:s|ing)? to run", "hosting", "hand(?:ed)? ?over", "ongoing",
        "year after", "(?:second|third|later) years?", "support contract", "own(?:s|ed|er|ers)? it",
        "a year", "per year", "every year", "annual(?:ly)?",
    ),
    "launch": _any_of(
        "launch(?:es|ed|ing)?", "go(?:es|ing)?[- ]live", "went live",
        "roll(?:s|ed|ing)?[- ]?(?:it )?out", "rollout", "build(?:s|ing)?", "built", "buy(?:s|ing)?",
        "bought", "introduc(?:e|es|ed|ing)", "set(?:ting)? up",
        "new (?:\\w+ )?(?:site|website|service|app|form|tool|portal|platform|team|system)",
    ),
    "deadline": _any_of(
        f"(?:by|before|in|until|for) (?:the (?:end|start) of )?(?:next )?{_MONTH}(?: next year)?",
        f"(?:in|within) (?:about )?{_MANY} (?:weeks|months)", "deadlines?", "on time",
        "timetables?",
        "(?:by|before) the end of (?:the )?(?:week|month|quarter|year|financial year)",
        "(?:this|next) (?:week|month|quarter|financial year)", "quick(?:ly)? win", "time ?scales?",
        f"(?:takes?|need|needs) {_MANY} (?:weeks|months)",
    ),
    "how_long_it_took": _any_of(
        f"(?:it )?took (?:us |them )?(?:about |nearly |over )?(?:{_MANY}|a|longer|twice|ages" f""
        f"|years|months)",
        "last time", "overr(?:an|un|uns)", "slipped", "late", "delays?", "delayed", "longer than",
    ),
    "hard_to_undo": _any_of(
        "contracts?", "procur(?:e|ed|ing|ement)", "tender(?:s|ed|ing)?",
        "(?:to|we|they|will|should|must) sign(?! in)", "sign(?:ed|ing)(?! in)",
        "decommission(?:s|ed|ing)?", "switch(?:es|ed|ing)? (?:\\w+ ){0,3}off",
        "migrat(?:e|es|ed|ing|ion)",
        "(?:clos|demolish|scrapp?|abolish|retir|remov|shut)(?:e|es|ed|ing) (?:down |the |our " ""
        "|all |both )+\\w+",
        "clos(?:ed|es|ing|ure)", "(?:to|we|should|must|could|would|will) close",
        f"{_MANY}[- ]years? (?:contract|deal|term|licence|agreement)",
        "lock(?:s|ed)?[- ]?(?:us )?in", "permanent(?:ly)?", "merg(?:e|es|ed|ing|er)",
        "sell(?:s|ing)? (?:off|the|our)", "outsourc(?:e|es|ed|ing)",
    ),
    "way_back": _any_of(
        "revers(?:e|es|ed|ible|ing)", "roll(?:s|ed|ing)? (?:it )?back", "undo", "exit",
        "way (?:back|out)", "break clause", "go back", "going back to", "fall[- ]?back",
        "terminat(?:e|ed|ion)", "leave early", "keep the old", "side by side", "in parallel",
    ),
    "trial": _any_of(
        "pilot(?:s|ed|ing)?", "trial(?:s|led|ling)?", "test(?:s|ed|ing)? (?:it|this|with|on|first)",
        "try (?:it|this) (?:out|first|with|in)", "small(?:er)? (?:test|step|start|scale)",
        "start(?:ing)? small", "prototype(?:s|d)?",
        "one (?:ward|team|area|service|village|street|office|library) first", "experiment(?:s|ed)?",
        "phased", "alpha", "beta",
    ),
    "all_at_once": _any_of(
        "all (?:of )?(?:the |our )?(?:\\w+ )?(?:services|forms|teams|staff|departments"
        "|offices" "|sites|wards|libraries" "|residents|schools|pages|systems|directorates"
        "|buildings)",
        "(?:the )?(?:whole|entire) (?:council|organisation|service|site|team|department"
        "|estate" "|borough)",
        "every (?:service|form|team|department|ward|office|library|school|page|resident|building)",
        "everywhere", "big bang", "in one go", "at once", "organisation[- ]wide", "council[- ]wide",
    ),
    "already_spent": _any_of(
        "already (?:\\w+ )?(?:spent|paid|bought|invested|built|signed|committed|begun|started|put)",
        "too late to", "(?:come|got|gone) (?:this|too|so) far", "point of no return",
        "no going back",
        "(?:put|spent|sunk|invested) (?:so much|too much|a lot|years|months|all (?:this|that))",
        "wast(?:e|ed|ing) (?:what|all|the|everything)",
        "can(?:not|[’']?t) (?:stop|turn back|give up) now",
        "throw(?:n|ing)? (?:it |all |that |this )+away", "finish what we (?:started|began)",
    ),
    "tried": _any_of(
        "(?:we|they|i)(?:[’']ve| have| had)? (?:\\w+ )?(?:tried|did|ran|piloted|used|stopped" ""
        "|dropped|moved|switched|built|bought|launched|tested|had|went)",
        "(?:our|their|my) experience", "(?:when|after) (?:we|they)", "worked for us",
        "lessons? learn(?:ed|t)",
    ),
    # -- ways of arguing
    "technology": _any_of(
        "a\\.?i\\.?", "artificial intelligence", "chat ?bots?", "copilot", "machine learning",
        "llms?", "apps?", "platforms?", "the cloud", "cloud", "software", "portals?", "dashboards?",
        "automat(?:e|es|ed|ion|ing)", "robots?", "robotic", "blockchain", "digital twins?",
        "sensors?", "internet of things", "crm", "saas", "low[- ]code", "no[- ]code", "data lake",
        "data warehouse", "new (?:\\w+ )?(?:system|tool|website)", "virtual reality", "drones?",
        "smart (?:city|cities|bins?|meters?)", "voice assistants?",
    ),
    "need": _any_of(
        "(?:user|residents?[’']?|people[’']?s|customers?[’']?|their) needs?",
        "needs? (?:of|for|from|that)", "problems?", "trying to (?:solve|fix|do|change)",
        "user research", "research", "interviews?", "interviewed", "complain(?:s|ed|ts|t)?",
        "(?:told|tell|tells|telling) us", "struggl(?:e|es|ed|ing)", "feedback",
        "what (?:people|residents|they) (?:need|want|ask|asked)", "pain", "waiting times?",
    ),
    "supplier": _any_of(
        "suppliers?", "vendors?", "sales ?(?:man|woman|person|people|team|pitch|rep|reps)?",
        "account managers?", "demos?", "demonstrat(?:ed|ion)", "brochures?", "white ?papers?",
        "consultanc(?:y|ies)", "consultants?", "webinars?", "product (?:road ?map|team)",
        "their (?:case stud(?:y|ies)|website says|roadmap)", "resellers?",
    ),
    "second_source": _any_of(
        "other suppliers?", "(?:two|three|several|different|both) suppliers?", "references?",
        "alternatives?", "independent(?:ly)?", "open source", "in[- ]house",
        "compar(?:e|ed|ison|ing)", "competitors?",
        f"(?:asked|rang|visited|spoke (?:to|with)) (?:a|an|another|other|two" f""
        f"|three) (?:\\w+ )?{_COUNCIL}",
    ),
    "others_do_it": _any_of(
        "best practices?", "industry standard", "gold standard", "leading councils", "ahead of us",
        f"(?:other|most|all|all the other|so many) {_COUNCIL} (?:already |now |all "
        f"|also )?" "(?:are|have|do|did|use|went|already|now)",
        "every(?:one|body)(?: else)?(?:[’']s| is| has| does| uses)", "left behind",
        "fall(?:ing)? behind", "catch(?:ing)? up", "the (?:trend|norm)",
        "it (?:works|worked) (?:for|in|at) \\w+", "copy what",
    ),
    "either_or": _any_of(
        r"either\b.{1,80}\bor", "two (?:options|choices|ways)", "one or the other",
        "whether or not", "yes or no", "options? [ab12]", "(?:a|the) (?:choice|choose) between",
        "no (?:alternative|other (?:way|option|choice))",
        "(?:the )?only (?:way|answer|option|choice)", "all or nothing",
        "there is no (?:choice|option)", "or nothing",
    ),
    "success": _any_of(
        "success(?:es|ful|fully)?", "improv(?:e|es|ed|ing|ement|ements)", "benefits?",
        "efficien(?:t|cy|cies)", "faster", "quicker", "easier", "better",
        "saves? (?:time|money|hours)", "moderni[sz](?:e|es|ed|ing)", "transform(?:s|ed|ing)?",
        "works? well", "a big win",
    ),
    "measure": _any_of(
        "measur(?:e|es|ed|ing|ement)", "metrics?", "baselines?", "indicators?",
        "how (?:will|would|do|can) (?:we|you) (?:know|tell)", "evaluat(?:e|ed|es|ion)",
        "what good looks like", "success criteria", r"\d+ ?(?:%|per ?cent|percent)",
        "count(?:ed|ing)?", "figures?", "numbers",
    ),
    "online": _any_of(
        "online", "web ?forms?", "websites?", "apps?", "portals?", "self[- ]serv(?:e|ice)",
        "digital(?:ly)?", "chat ?bots?", "qr codes?", "e-?mail only", "web ?chat", "channel shift",
        "log ?in",
    ),
    "left_out": _any_of(
        "offline", "no internet", "without (?:the )?internet", "by (?:phone|post)",
        "(?:the )?(?:phone|telephone)", "paper", "face[- ]to[- ]face", "in person",
        "disab(?:led|ility|ilities)", "accessib(?:le|ility)", "screen ?readers?", "older",
        "languages?", "translat(?:ed|ion|ors?)", "exclu(?:ded|sion|de|des)", "librar(?:y|ies)",
        "assisted", "smart ?phones?", "broadband", "dyslexi[ac]", "blind", "deaf", "welsh",
    ),
    "new_way_of_working": _any_of(
        "process(?:es)?", "work ?flows?",
        "(?:new|extra|another) (?:form|step|way of working|procedure|check|template)",
        "fill(?:s|ed|ing)? (?:it |them )?in", "training", "rotas?", "retrain(?:ed|ing)?",
        "teams? (?:will|would|must|should)", "staff (?:will|would|must|should|can|could)",
        "officers (?:will|would|must|should|can|could)", "policy", "policies",
    ),
    "too_much_to_do": _any_of(
        "no time", "not enough (?:time|people|staff|hands)", "capacity", "stretched", "workloads?",
        "too much (?:work|on)", "too many", "overwhelm(?:ed|ing)", "backlogs?", "so busy",
        "too busy", "firefighting", "priorit(?:y|ies|ise|ised|ize)", "short[- ]staffed",
        "understaffed", "on our plates?", "in the queue", "overload(?:ed)?",
    ),
    "inside_words": _any_of(
        "stakeholders?", "deliverables?", "leverag(?:e|es|ed|ing)", "transformation(?:al)?",
        "holistic(?:ally)?", "ecosystems?", "operating models?", "omni-?channel", "road ?maps?",
        "agile", "interoperab(?:le|ility)", "ontolog(?:y|ies)", "taxonom(?:y|ies)",
        "work ?streams?", "value streams?", "kpis?", "governance", "scalab(?:le|ility)",
        "touch ?points?", "business cases?", "bau", "slas?", "enterprise architecture", "api-first",
        "micro-?services", "middleware", "master data", "north star", "cadence", "sprints?",
        "proof of concept", "poc", "mvp", "synerg(?:y|ies)", "paradigms?", "onboard(?:ed|ing)?",
        "end-to-end", "co-?design(?:ed)?", "pipelines?", "backend", "back-?end", "metadata",
        "single source of truth", "centres? of excellence", "capabilit(?:y|ies)", "architecture",
        "canonical", "schemas?", "demand management", "service blueprints?", "epics?",
        "product owners?", "use cases?", "stack", "digital[- ]first",
    ),
}  # fmt: skip
