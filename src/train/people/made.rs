//! Made-up texts in the forms that the open collections lack: results,
//! scorecards, line-ups, tables and the headlines of sport and business desks.
//!
//! The forms are those of any sports page; the names are drawn at random from
//! the lists of the lexicon. Nothing here quotes a collection.

use super::corpora::{Label, Sample, Span};
use crate::vocab::people::listed;

/// Number of made-up texts, and what each counts.
const TEXTS: usize = 2200;
const WEIGHT: f32 = 0.5;

/// Forms of a text, one line each. In braces: what is drawn. `f` given name,
/// `l` family name, `i` initial, `p` given and family name, `q` initial and
/// family name, `c` place, `t` team or firm, `d` weekday, `m` month, `n`
/// number, `k` demonym, `g` initial
/// and invented family name without a space, `s` sport in capitals; a capital letter asks for capitals.
const FORMS: [&str; 88] = [
    "{T}'S {L} SAYS NO CHANGE IN {K} POLICY",
    "{C}'S {L} SAYS {L} TO MEET PRESS {D}\n{P} SAYS {L} WILL ADDRESS {K} PARLIAMENT",
    "TREASURY'S {L} OPPOSES NEW TAX ON SECURITIES\nFED'S {L} SEES RATES RISING\nMINISTRY'S {L} EXPECTS {C} TO PAY",
    "{L} FORECASTS {C} DEFICIT OF {N} BILLION\n{L} REITERATES SUPPORT FOR {C}\n{L} WILL NOMINATE {L} AS CHAIRMAN",
    "OIL DEMAND LIKELY TO RISE, {L} SAYS\n{C}, {m} {n} - {k} Energy Minister {y} said demand would rise. {y} said prices were firm.",
    "FURTHER TERM FOR {L} LIKELY, {C} SOURCES SAY\n{L} CALLS FOR {K} REFORM\n{C} CENTRAL BANK CHIEF {L} WARNS ON DEBT",
    "{C} PRICES RISE {N} PCT IN {M}\n{T} SETS DIVIDEND\n{C} UNEMPLOYMENT FALLS, {T} SAYS\nGOLD FALLS IN {C} ON PROFIT TAKING",
    "{T} SEES HIGHER PROFIT\n{T} TO SELL {T} STAKE TO {K} GROUP\n{C}, {C} SIGN TRADE PACT\n{C} OFFERS {N} TONNES OF WHEAT TO {C}",
    "The {l} administration opposed the bill, and the {l} government agreed. The {l} era is over, said {p}. {l} aides and {l} supporters met in {c}. Anti-{c} protests went on.",
    "{y}'s government and the {y} cabinet resigned. The {y} regime had ruled since {n}. The {y} family left for {c}. A {y} spokesman and {y} lawyers denied it.",
    "MPs including {y} {y}, {y} {y}, {y} {y} and {y} {y} voted against. Mr {y} said {y} {y} would appeal. Deputy director of {x} {y} {y} warned of floods in {x}, {x} and {x}.",
    "Water was released to {x}, {x} {x}, {x} {x} and {x}. The {x} dam, {x} {x} reservoir and {x} canal are full. Provinces hit are {x} {x}, {x}, {x} and {x} {x}, officials in {x} said.",
    "\"{x} {x}\" by {y} {y} won, ahead of \"{x}\" and {x} {x}. The daily {x} {x} and the weekly {x} said so, according to {x}. {x} {x} magazine quoted {y}. The album \"{x}\" and game {x} sold {n} copies.",
    "{x} has bought {x} {x}, a maker of {x}. {x}, based in {x}, sells {x} and {x}. {x} and {x} compete with {x}. {x}'s chairman, {y} {y}, met {x} staff. \"{x} is strong,\" {y} said of {x}.",
    "1. {p} ({c}) {n}.{n} seconds\n2. {p} ({c}) {n}.{n}\n3. {p} ({c}) {n}.{n}\n4. {p} ({c}) {n}.{n}",
    "1. {p} ({c}) {t} {n} hours {n} minutes\n2. {p} ({c}) {t} {n} seconds behind\n3. {p} ({c}) same time",
    "1. {p} , {c} , {n} points\n2. {p} , {c} , {n}\n3. {l} {n}\n4. {l} {n}",
    "1. {p} ({c}), {t}, {n}.{n}\n2. {p} ({c}), {t} {t}, {n}.{n}\n3. {p} ({c}), {t}, {n}.{n}",
    "{p} ({c}) beat {p} ({c}) 6-{n} 6-{n}\n{n} - {p} ({c}) beat {p} ({c}) 7-6 (7-{n}) 6-{n}",
    "{n}-{p} ({c}) beat {p} ({c}) 6-4 6-2\n{p} ({c}) beat {n}-{p} ({c}) 3-6 6-3 6-4",
    "Men's singles, second round\n{p} ({c}) beat {p} ({c}) 6-4 4-6 7-5\nWomen's singles, quarter-finals\n{p} ({c}) beat {p} ({c}) 6-0 6-1",
    "Scorers: {c} - {p} (31st), {p} (54th, 77th minute)\n{c} - {p} ({n}th penalty)\nAttendance: {n},000",
    "Scorers:\n{c} - {l} ({n}th min, pen), {p} ({n}th)\nHalftime 1-0. Attendance {n}",
    "{c} {n} {c} {n}\n{c} {n} {c} {n}\n{t} {n} {t} {n}\nPostponed: {c} v {c}",
    "Standings (tabulate under played, won, drawn, lost, goals for, against, points):\n{c} 4 3 1 0 {n} 2 10\n{t} 4 2 2 0 7 {n} 8\n{t} {n} 2 1 1 5 5 7\n{c} 3 0 3 0 2 2 3",
    "Division one\n{t} {n} {c} {n}\n{c} {n} {t} {n}\nDivision two\n{t} {n} {t} {n}\nPlaying {d}: {t} v {t}",
    "{q} c {l} b {l} {n}\n{q} lbw b {l} {n}\n{q} not out {n}\n{q} run out {n}\n{q} b {l} 0\nExtras (lb-{n} nb-{n}) {n}\nTotal {n}\nDid not bat: {l}, {l}, {l}.\nBowling: {l} 10-1-{n}-2, {l} 8-0-{n}-1, {l}\n9-0-33-0, {l} 7-0-{n}-0.",
    "{p} c and b {l} {n}\n{p} st {l} b {l} {n}\n{p} c {l} b {l} {n}\nFall of wickets: 1-{n} 2-{n} 3-{n}\nTo bat: {l}, {l} and {l}.\nBowling (to date): {l} {n}-3-{n}-1, {p} 9-2-18-0, {q} 5-1-20-0",
    "{c}: {c} {n} and {n} ({q} {n}, {q} {n} not out; {q} 4-{n}), {c} 244 ({q} {n}).",
    "At {c} ({c}): {c} {n} and {n} ({q} {n}, {q} 54; {q} 5-{n}, {q} 4-39), {c} {n}-6 ({q} {n} not out). {c} won by {n} runs.",
    "{n} {p} {n} 70 68 72\n{n} {p} ({c}) 66 71 70 {n}, {p} 69 70 {n} 68\n{n} {p} ({c}), {p}, {p} ({c})",
    "Teams:\n{c}: 1-{p}; 2-{p}, 15-{p}, 4-{p} (16-{p} 46th), 5-{p}; 7-{p}, 8-{p} ({l} 60th), 10-{p}",
    "{c} - 15 - {p} ({p}, 70), 14 - {p}, 13 - {p}, 12 - {p}; 11 - {p}; 10 - {p}, 9 - {p}",
    "{t}: {l}; {l}, {l}, {l}, {l}; {l} ({l} {n}), {l}, {l}; {l}, {l} ({l} 80). Subs not used: {l}, {l}.",
    "{s} - {L} BEATS {L} IN {n} MINUTES.\n{C} 1996-08-{n}\n{p} beat {k} {p} on {d}. {l} said he was pleased.",
    "{s} - {C} BEAT {C} {n}-{n}.\n{C} {n}-{n}\n{c} beat {c} {n}-{n} (halftime 1-0) in a friendly on {d}.",
    "{s} - {L} TAKES LEAD IN {C} OPEN.\n{k} {p} took the lead on {d}, two strokes ahead of {p} of {c} and {k} {p}.",
    "{s} - {L} TO COACH {C}.\n{C} , {m} {n} - {p} will coach {t} until {m}, the club said.",
    "{s} - {T} SIGN {L} FROM {T}.\n{t} have signed {k} striker {p} from {t}, the club said on {d}.",
    "{s} - {P} WINS {K} GRAND PRIX.\n{p} of {c} won the {k} Grand Prix ahead of {p} and {p}.",
    "{s} - RESULTS OF {K} LEAGUE MATCHES.\nResults of {k} league matches on {d}:\n{c} {n} {t} {n}\n{t} {n} {c} {n}",
    "{s} - {C} V {C} SCOREBOARD.\n{C} {n}\nScoreboard in the one-day match between {c} and {c} on {d}:\n{c}\n{q} c {l} b {l} {n}",
    "{T} AT {C}\n{C} AT {T}\n{T} AT {T}\n{C} W L PCT GB",
    "{c}, {p}'s goal in the {n}th minute gave {t} the lead before {l} equalised for {t}. {l}, who came on for {l}, missed a penalty.",
    "{p} pitched a four-hitter and {p} homered twice as the {c} {t} beat the {t} {n}-{n}. {l} (7-{n}) struck out {n}. {l} and {l} drove in two runs each.",
    "In {c}, {p} went {n}-for-{n} with two RBI as {c} beat {c}. In {c}, {l} scored {n} points and {l} added {n} for the {t}.",
    "{p}, {n}, a {k} midfielder, joined from {t} in {m}. \"It is a dream,\" {l} said. {l}'s agent, {p}, said the deal was worth {n} million.",
    "{k} champion {p} beat {p} of {c} in the final. {l} will play {k} {p} or {p} next.",
    "Trainer {p} said {l} would run at {c} on {d}. Jockey {p} rides.",
    "{p} replaces {l} at scrum-half while {p} returns for {l}. Coach {p} named {l} and {p} among the replacements.",
    "{L} SAYS {C} MUST ACT ON DEBT\n{C}, {m} {n} - {k} Finance Minister {p} said {c} must act. {l} told reporters in {c} that talks with {c} had failed.",
    "{T} SAYS {L} TO RESIGN AS CHAIRMAN\n{t} said {p} would resign as chairman. {l}, {n}, will be succeeded by {p}, chief executive of {t}.",
    "{C} SAYS NO DECISION ON {T} BID\n{c} has not decided on a bid by {t} for {t}, Trade Minister {p} said.",
    "{T} <{T}> 2ND QTR NET\nShr {n} cts vs {n} cts\nNet {n} vs {n}\nRevs {n} vs {n}",
    "{T} BUYS {T} SHARES\n{C}, {m} {n} - {t} said it bought {n} shares of {t}. Shares of {t} rose {n} pct. Analyst {p} of {t} said {l} may bid too.",
    "{L} MEETS {L} IN {C}\n{C}, {m} {n} - {k} President {p} met {k} Prime Minister {p} in {c} on {d}.",
    "{C} OPPOSITION LEADER {L} ARRESTED\n{k} opposition leader {p} was arrested in {c} on {d}, {l}'s lawyer {p} said.",
    "COURT JAILS {P} FOR {n} YEARS\nA court in {c} jailed {p}, {n}, for {n} years on {d}. {l} denied the charges.",
    "KING {F} VISITS {C}\nKing {f} of {c} arrived in {c} on {d}.",
    "MINISTER {L} DENIES {C} REPORT\n{p} denied the report by {t} on {d}.",
    "{f} {i}. {l}, {i}.{i}. {l}, {f} {l} Jr. and {f} \"{f}\" {l} were at the meeting, as was Mrs. {l}.",
    "\"We are ready,\" said {f} van {l}, of {t}. \"{c} is not,\" added {l}. {f} de {l} of {c} disagreed.",
    "{p} and wife {f}, of {c}, and their children {f}, {f} and {f} left for {c} with {l}'s brother {f}.",
    "The winners were {p} ({t}), {p} ({c}), {p} ({t}) and {p} ({c}).",
    "Present were: {p}; {p}; {p}; Dr {p}; Mr {l}; Ms {p}; Hon. {p}.",
    "BORN: {p}, {k} painter, {n}.\nDIED: {p}, {k} composer, {n}.\n{n} - {p}, {k} statesman, born in {c}.",
    "{n} - {k} troops under General {l} took {c}.\n{n} - {p} was elected president of {c}.",
    "The towns of {x}, {x} and {x} in {c}, the {x} river and the {x} valley were flooded. Water rose in {x} and around {x}, in the south of {x} district.",
    "Police in {x}, {n} km north of {x}, said a bus from {x} to {x} fell into the {x} River near {x}. {y} {y}, {n}, of {x}, died.",
    "{x} said its profit rose. Shares of {x} fell while {x} Group and {x} {x} Ltd. gained. {y} {y}, who heads {x}, told the {x} that {x} would cut jobs. {y} said {x} had {n} staff.",
    "The {x} party, the {x} movement and {x} rejected the offer. \"{x} is finished,\" said {y} {y}, leader of {x}. {y} added that {x} voters and the {x} people had left.",
    "Many {x}s and {x}s live in {x} province. The {x} language and the festival of {x} are known in {x} and in {x}. The film \"{x}\" and the song \"{x} {x}\" are named after {x}.",
    "Mr {y} told Ms {y} that {y} {y} and {y} were to meet Judge {y} in {x}. According to {y}, the lawyer {y} {y} had called {y}. {y}'s wife {y} said {y} was well.",
    "{x} Airport, {x} University, {x} Street, {x} Hospital and the {x} Hotel were closed. {x}, {x}, {x} and {x} had no power. From {x} the road leads to {x} and {x} beach.",
    "{y} {y} scored for {x} before {y} replied for {x}. Coach {y} {y} brought on {y} for {y}. {x} lost to {x} at {x}. {x} {n} {x} {n}.",
    "The {x} was launched by {x} last year. Users of {x} can pay with {x}. {y} {y}, {x}'s founder, said {x} would come to {x}. \"I built {x} in {x},\" {y} recalled.",
    "{k} President {g} received {k} Foreign Minister {p} on {d}. {g} and {g} took part. Member of parliament {g} said {g} would visit {c}.",
    "President of {c} {g} met Ambassador of {c} to {c} {y} {y}. Minister of Health of {c} {y} {y} and head of {t} {p} signed it.",
    "Sheikh {f} bin {f} Al {y} received {f} bin {f} Al {y}, Minister of Energy. Admiral {f} Al {y} and Dr {f} Al {y} attended, said {f} bin {f} bin {f} Al {y}.",
    "His Highness Sheikh {f} Al {y} and {f} Al-{y} met {f} bint {f} Al {y}. Mr {y} thanked {f} Al-{y} of {c}. The {x} prize went to {f} Al {y}.",
    "Goalkeepers: {p} ({x}), {y} {y} ({t}). Defenders: {y} {y} ({x}), {y} {y} ({t}), {p} ({x}). Forwards: {y} {y} ({x}).",
    "1. {y} {y}\n2. {y} {y}\n3. {p}\n22. {y} {y}\n10. {y} {y}",
    "The {y} government and {y}'s government denied it. The {k} government and {c}'s government agreed with the {y} Government.",
    "According to {y} {y}, a former instructor at {x}, {c} is ready. {y} {y}, China's ambassador to {c}, and {y} {y}, the new managing director of {x}, agreed, said {y}.",
    "{y} {y}, a doctor, told {x} that {y} {y} from the {x} office was ill. \"Good,\" observes {y} {y}, author of {x}. {y} of {x} said so. Says {y}: \"Yes.\"",
    "Four reservoirs -- {x} {x}, {x} {x}, {x} {x} and {x} {x} -- are low. The villages of {x}, {x} {x} and {x} in {x} {x} district and {x} {x} Park are dry.",
    "The ship {x} {x} and the frigate {x}, with the app {x} and the {x} {x} cable, reached {c}. {x} is owned by {x} {x}. {x}'s arrival was delayed.",
    "During the {x} {x} festival and the {x} {x} procession in {x}, the film {x} {x} was shown. The {x} {x} tribe and {x} {x} National Park celebrate {x}.",
];

/// Sports as headlines name them.
const SPORTS: [&str; 16] = [
    "SOCCER",
    "TENNIS",
    "CRICKET",
    "GOLF",
    "BASEBALL",
    "BASKETBALL",
    "CYCLING",
    "ATHLETICS",
    "RUGBY UNION",
    "RUGBY LEAGUE",
    "BOXING",
    "MOTOR RACING",
    "SWIMMING",
    "SQUASH",
    "ICE HOCKEY",
    "NFL AMERICAN FOOTBALL",
];

/// Beginnings, middles and ends of invented words.
const SYLLABLES: [&str; 64] = [
    "ba", "be", "bi", "cha", "co", "da", "de", "di", "dou", "e", "fa", "fu", "ga", "go", "gu", "ha", "hi", "i", "ja",
    "ji", "ka", "ke", "ki", "ko", "kra", "la", "le", "li", "lu", "ma", "me", "mi", "mo", "mu", "na", "ne", "ni", "no",
    "nya", "o", "pa", "pe", "po", "qua", "ra", "re", "ri", "ro", "sa", "se", "shi", "so", "su", "ta", "te", "ti", "to",
    "tsi", "u", "va", "vi", "wa", "ya", "zu",
];
const ENDS: [&str; 24] = [
    "n", "r", "s", "t", "l", "m", "ng", "k", "d", "sh", "nd", "v", "", "", "", "", "", "", "nov", "ski", "ez", "ton",
    "berg", "ji",
];

/// What stands between the words of one person's name.
const JOINTS: [&str; 7] = [" ", " van ", " de ", " bin ", " bint ", " Al ", " Al-"];

struct Maker {
    random: u64,
    first: Vec<String>,
    last: Vec<String>,
    place: Vec<String>,
    team: Vec<String>,
    nation: Vec<String>,
}

/// The made-up texts.
pub(super) fn texts() -> Vec<Sample> {
    let list = |kind: &str| -> Vec<String> { listed(kind).filter(|word| word.len() > 2).map(capitalised).collect() };
    let mut maker = Maker {
        random: 0x0BAD_5EED_0BAD_5EED,
        first: list("first"),
        last: list("last"),
        place: list("place"),
        team: list("firm"),
        nation: list("nation"),
    };
    (0..TEXTS).map(|n| maker.text(FORMS[n % FORMS.len()])).collect()
}

/// A listed word as newspapers write it: "o'neill" to "O'Neill", "el_salvador" to "El Salvador".
fn capitalised(word: &str) -> String {
    let mut out = String::new();
    let mut start = true;
    for c in word.chars() {
        match c {
            '_' => out.push(' '),
            c if start => out.extend(c.to_uppercase()),
            c => out.push(c),
        }
        start = matches!(c, '_' | '-' | '.') || (c == '\'' && out.len() < 3);
    }
    match out.strip_prefix("Mc") {
        Some(rest) if rest.len() > 2 => {
            let mut chars = rest.chars();
            let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
            format!("Mc{first}{}", chars.as_str())
        }
        _ => out,
    }
}

impl Maker {
    fn next(&mut self, below: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        (self.random % below as u64) as usize
    }

    fn text(&mut self, form: &str) -> Sample {
        let mut sample = Sample { weight: WEIGHT, ..Sample::default() };
        // A few names come again and again in one text, as they do in an article.
        let cast: Vec<(String, String)> = (0..4).map(|_| (self.given(), self.family())).collect();
        let names: Vec<String> = (0..3).map(|_| self.invented()).collect();
        let people: Vec<String> = (0..3).map(|_| self.invented()).collect();
        let mut rest = form;
        while let Some(at) = rest.find('{') {
            sample.text.push_str(&rest[..at]);
            let code = rest.as_bytes()[at + 1] as char;
            rest = &rest[at + 3..];
            let upper = code.is_ascii_uppercase();
            let member = self.next(cast.len() * 2);
            let (given, family) = cast.get(member).cloned().unwrap_or_else(|| (self.given(), self.family()));
            let (text, label) = match code.to_ascii_lowercase() {
                'f' => (given, Some(Label::Person)),
                'l' => (family, Some(Label::Person)),
                'p' => (format!("{given} {family}"), Some(Label::Person)),
                'q' => (format!("{}. {family}", initial(&given)), Some(Label::Person)),
                'c' => (self.pick(|m| &m.place), Some(Label::Place)),
                't' => (self.pick(|m| &m.team), Some(Label::Organisation)),
                'k' => (self.pick(|m| &m.nation), Some(Label::Other)),
                'g' => (format!("{}.{}", initial(&given), self.other(&people)), Some(Label::Person)),
                'i' => (initial(&given), None),
                's' => (SPORTS[self.next(SPORTS.len())].to_owned(), None),
                'd' => (["Monday", "Tuesday", "Friday", "Saturday", "Sunday"][self.next(5)].to_owned(), None),
                'm' => (["January", "March", "April", "August", "October"][self.next(5)].to_owned(), None),
                'x' => (self.other(&names), Some(Label::Place)),
                'y' => (self.other(&people), Some(Label::Person)),
                _ => ((self.next(97) + 2).to_string(), None),
            };
            let text = if upper { text.to_uppercase() } else { text };
            self.place(&mut sample, &text, label);
        }
        sample.text.push_str(rest);
        sample
    }

    /// Appends a drawn text; words of one person side by side are one name.
    fn place(&mut self, sample: &mut Sample, text: &str, label: Option<Label>) {
        let start = sample.text.len();
        sample.text.push_str(text);
        let end = sample.text.len();
        let Some(label) = label else { return };
        match sample.spans.last_mut() {
            Some(last)
                if last.label == Label::Person
                    && label == Label::Person
                    && JOINTS.contains(&&sample.text[last.end..start]) =>
            {
                last.end = end;
            }
            _ => sample.spans.push(Span { start, end, label }),
        }
    }

    fn given(&mut self) -> String {
        if self.next(6) == 0 { self.invented() } else { self.pick(|m| &m.first) }
    }

    fn family(&mut self) -> String {
        if self.next(3) == 0 { self.invented() } else { self.pick(|m| &m.last) }
    }

    fn other(&mut self, cast: &[String]) -> String {
        let n = self.next(cast.len() * 3);
        cast.get(n).cloned().unwrap_or_else(|| self.invented())
    }

    fn pick(&mut self, list: impl Fn(&Maker) -> &Vec<String>) -> String {
        let n = self.next(list(self).len());
        list(self)[n].clone()
    }

    fn invented(&mut self) -> String {
        let mut word = String::new();
        for _ in 0..1 + self.next(3) {
            word.push_str(SYLLABLES[self.next(SYLLABLES.len())]);
        }
        word.push_str(SYLLABLES[self.next(SYLLABLES.len())]);
        word.push_str(ENDS[self.next(ENDS.len())]);
        capitalised(&word)
    }
}

fn initial(name: &str) -> String {
    name.chars().take(1).collect()
}
