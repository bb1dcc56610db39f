//! People across articles: learned and corrected without indexing again.

use crate::world::World;

fn world() -> World {
    let world = World::new();
    for n in 0..4 {
        world.write(
            &format!("news/full-{n}.txt"),
            "Harbour plan\n\nThe mayor, Mr Tobias Quellwood, met the fishermen. Quellwood promised new nets.",
        );
    }
    world.write("news/short.txt", "Nets come late\n\nMr Quellwood was not there when the nets came, fishermen said.");
    world.write(
        "news/other.txt",
        "Choir sings\n\nMrs Maria Sandlark led the choir on Sunday. Mrs Sandlark was pleased.",
    );
    world.run(&["index", "news"]).ends(0);
    world
}

fn people(world: &World) -> Vec<(String, u64)> {
    let ran = world.run(&["facets", "people", "--format", "json", "--index", "news/.dateline"]).ends(0);
    let value =
        |line: &serde_json::Value| (line["value"].as_str().unwrap().to_owned(), line["count"].as_u64().unwrap());
    ran.json().iter().map(value).collect()
}

fn ids(world: &World, name: &str) -> usize {
    world.run(&["search", "--people", name, "--format", "ids", "--index", "news/.dateline"]).lines().len()
}

#[test]
fn a_surname_joins_the_full_name_that_the_corpus_shows() {
    let world = world();
    assert_eq!(people(&world)[0], ("Tobias Quellwood".to_owned(), 5));
    assert_eq!(ids(&world, "Tobias Quellwood"), 5);
    let ran = world.run(&["people", "variants", "Tobias Quellwood", "--index", "news/.dateline"]).ends(0);
    assert!(ran.out.contains("Quellwood  learned"), "{}", ran.out);
}

#[test]
fn a_user_splits_merges_and_hides_without_indexing() {
    let world = world();
    let mend =
        |arguments: &[&str]| world.run(&[&["people"], arguments, &["--index", "news/.dateline"]].concat()).ends(0);
    mend(&["split", "Quellwood"]);
    assert_eq!(people(&world)[0], ("Tobias Quellwood".to_owned(), 4));
    assert_eq!(ids(&world, "Tobias Quellwood"), 4);
    mend(&["merge", "Quellwood", "Maria Sandlark", "Tobias Quellwood"]);
    assert_eq!(people(&world), [("Tobias Quellwood".to_owned(), 6)]);
    assert_eq!(ids(&world, "tobias quellwood"), 6);
    mend(&["hide", "Tobias Quellwood"]);
    assert!(!people_text(&world).contains("Quellwood"));
    // An update keeps what a user said.
    world.write("news/new.txt", "Storm\n\nMr Tobias Quellwood spoke.");
    world.run(&["index", "news"]).ends(0);
    assert!(!people_text(&world).contains("Quellwood"));
}

fn people_text(world: &World) -> String {
    world.run(&["people", "list", "--index", "news/.dateline"]).out
}

#[test]
fn names_are_looked_up_by_a_part() {
    let world = world();
    let ran = world.run(&["people", "list", "SANDL", "--index", "news/.dateline"]).ends(0);
    assert_eq!(ran.out.trim(), "1  Maria Sandlark");
    world.run(&["people", "list", "zzz", "--index", "news/.dateline"]).ends(1);
}

#[test]
fn values_are_looked_up_by_a_part_of_their_name() {
    let world = world();
    let like = |facet: &str, text: &str| {
        let at = ["--index", "news/.dateline", "--format", "json"];
        world.run(&[&["facets", facet, "--like", text][..], &at].concat())
    };
    let found = |text: &str| -> Vec<(String, u64)> {
        let lines = like("people", text).ends(0).json();
        lines.iter().map(|l| (l["value"].as_str().unwrap().to_owned(), l["count"].as_u64().unwrap())).collect()
    };
    assert_eq!(found("quell"), [("Tobias Quellwood".to_owned(), 5)]);
    assert_eq!(found("SÁNDL"), [("Maria Sandlark".to_owned(), 1)], "case and accents do not matter");
    like("people", "zzz").ends(1);
    like("languages", "e").ends(0);
    let csv =
        world.run(&["facets", "people", "--like", "lark", "--format", "csv", "--index", "news/.dateline"]).ends(0);
    assert!(csv.out.contains("Maria Sandlark,1") && !csv.out.contains("Quellwood"), "{}", csv.out);
}

#[test]
fn what_is_known_says_so_and_why() {
    let world = World::new();
    world.write("news/a.txt", "Visit\n\nLONDON, April 8, 1986 - Prime Minister Margaret Thatcher met the miners.");
    world.run(&["index", "news"]).ends(0);
    for name in ["Margaret Thatcher", "Maggie Thatcher"] {
        let ran = world.run(&["people", "variants", name, "--index", "news/.dateline"]).ends(0);
        assert_eq!(ran.lines()[0], "Margaret Thatcher");
        assert!(ran.out.contains("Maggie Thatcher  known: another full form"), "{}", ran.out);
        assert!(ran.out.contains("Thatcher  known: alone, it means this person in articles of 19"), "{}", ran.out);
    }
}

#[test]
fn people_are_looked_up_by_any_of_their_names() {
    let world = World::new();
    world.write("news/a.txt", "Speech\n\nTRIPOLI, April 8, 1986 - Libyan leader Muammar Gaddafi spoke for hours.");
    world.write("news/b.txt", "Choir sings\n\nMr Tobias Quellwood heard the choir on Sunday.");
    world.run(&["index", "news"]).ends(0);
    let values = |text: &str| -> Vec<String> {
        let ran = world.run(&["facets", "people", "--like", text, "--format", "json", "--index", "news/.dateline"]);
        ran.json().iter().map(|line| line["value"].as_str().unwrap().to_owned()).collect()
    };
    let shown = values("gadhafi");
    assert_eq!(shown.len(), 1);
    for other in ["qadhafi", "Khadafy", "muammar"] {
        assert_eq!(values(other), shown, "{other}");
    }
    world.run(&["people", "merge", "Tobias Quellwood", "The Harbour Bard", "--index", "news/.dateline"]).ends(0);
    assert_eq!(values("quellw"), ["The Harbour Bard"], "a user's own alias");
}

#[test]
fn spelling_variants_of_one_article_are_one_value_with_both_mentions() {
    let world = World::new();
    let body = "Mr Tobias Quellwoode met the fishermen on Sunday. Mr Quellwood promised nets, and Quellwoode smiled.";
    world.write("news/a.txt", format!("Harbour plan\n\n{body}"));
    let ran = world.run(&["enrich", "news"]).ends(0);
    let people = ran.json()[0]["people"].clone();
    assert_eq!(people.as_array().unwrap().len(), 1, "{people}");
    let texts: Vec<&str> =
        people[0]["mentions"].as_array().unwrap().iter().map(|mention| mention["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Tobias Quellwoode", "Quellwood", "Quellwoode"]);
}

#[test]
fn two_presidents_of_one_name_are_told_apart_by_date_and_by_company() {
    let world = World::new();
    let articles = [
        ("WASHINGTON, June 1, 1990 - President Bush said on Friday that Bush aides would travel.", "George H. W. Bush"),
        ("WASHINGTON, June 1, 2004 - President Bush said on Friday that Bush aides would travel.", "George W. Bush"),
        (
            "President Bush met Mikhail Gorbachev and Helmut Kohl. Bush said that the talks went well.",
            "George H. W. Bush",
        ),
        (
            "President Bush met Condoleezza Rice and Donald Rumsfeld. Bush said that the talks went well.",
            "George W. Bush",
        ),
    ];
    for (n, (body, expected)) in articles.iter().enumerate() {
        world.write(&format!("news/{n}.txt"), format!("Talks\n\n{body}"));
        let ran = world.run(&["enrich", &format!("news/{n}.txt")]).ends(0);
        let people = ran.json()[0]["people"].clone();
        let names: Vec<&str> = people.as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap()).collect();
        assert!(names.contains(expected), "{body}: {names:?}");
    }
}

#[test]
fn spellings_of_a_name_in_several_articles_are_one_value() {
    let world = World::new();
    for (n, name) in [
        "Piet de Haan",
        "Piet de Haan",
        "Piet De Haan",
        "Ann-Marie Quellwood",
        "Ann-Marie Quellwood",
        "Ann Marie Quellwood",
    ]
    .iter()
    .enumerate()
    {
        world.write(&format!("news/{n}.txt"), format!("Visit\n\nThe mayor met Mr {name} on Sunday, an aide said."));
        world.write(
            &format!("news/x{n}.txt"),
            format!("Visit {n}\n\nThe mayor heard that Ms {name} was ill, an aide said."),
        );
    }
    world.run(&["index", "news"]).ends(0);
    assert_eq!(people(&world), [("Ann-Marie Quellwood".to_owned(), 6), ("Piet de Haan".to_owned(), 6)]);
    assert_eq!(ids(&world, "Ann Marie Quellwood"), 6);
    let ran = world.run(&["people", "variants", "Piet de Haan", "--index", "news/.dateline"]).ends(0);
    assert!(ran.out.contains("Piet De Haan  learned: the same name in other capitals"), "{}", ran.out);
}

#[test]
fn firms_codes_and_bills_are_not_among_the_people() {
    let world = World::new();
    let articles = [
        "Fund grows\n\nThe trust is run by Alex. Harwell and Sons Inc, and an offer for Harwell and Row Publishers Inc came.",
        "Sugar falls\n\nWoodham, Pell and Carrow said in a report on Monday that sugar fell, and Carrol Pell analyst Olga Brandt agreed.",
        "AQP SAYS IMPORTS OFF TWO MLN\n\nImports of oil fell in May by two million barrels from those in April.",
        "House votes\n\nThe Levelling Up Bill and the Transport Bill were opposed by many. Brent crude fell.",
    ];
    for (n, text) in articles.iter().enumerate() {
        world.write(&format!("news/{n}.txt"), text);
    }
    world.run(&["index", "news"]).ends(0);
    assert_eq!(people(&world), [("Olga Brandt".to_owned(), 1)]);
}

#[test]
fn people_of_one_surname_are_told_apart_by_suffix_title_and_given_name() {
    let world = World::new();
    /// A person of an article, and how it names the person.
    type Expected<'a> = (&'a str, &'a [&'a str]);
    let cases: [(&str, &[Expected<'_>]); 4] = [
        (
            "Hillary Clinton spoke in Iowa. Bill Clinton was there too. Mrs Clinton waved. Mr Clinton and Bill Clinton left.",
            &[
                ("Hillary Clinton", &["Hillary Clinton", "Clinton"]),
                ("Bill Clinton", &["Bill Clinton", "Clinton", "Bill Clinton"]),
            ],
        ),
        (
            "Peter Hallam Sr. founded the mill. Peter Hallam Jr. runs it now, and Hallam Jr. is 40.",
            &[("Peter Hallam Sr", &["Peter Hallam Sr"]), ("Peter Hallam Jr", &["Peter Hallam Jr", "Hallam Jr"])],
        ),
        (
            "Usama bin Laden was killed. Bin Laden had lived there.",
            &[("Osama bin Laden", &["Usama bin Laden", "Bin Laden"])],
        ),
        (
            "Tobias Quellwood met workers. Toby Quellwood left.",
            &[("Tobias Quellwood", &["Tobias Quellwood", "Toby Quellwood"])],
        ),
    ];
    for (n, (body, expected)) in cases.iter().enumerate() {
        world.write(&format!("news/{n}.txt"), format!("Talks\n\n{body}"));
        let ran = world.run(&["enrich", &format!("news/{n}.txt")]).ends(0);
        let people = ran.json()[0]["people"].clone();
        assert_eq!(people.as_array().unwrap().len(), expected.len(), "{body}: {people}");
        for (name, mentions) in *expected {
            let person = people.as_array().unwrap().iter().find(|person| person["name"] == *name);
            let person = person.unwrap_or_else(|| panic!("{body}: no {name} in {people}"));
            let texts: Vec<&str> = person["mentions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|mention| mention["text"].as_str().unwrap())
                .collect();
            assert_eq!(&texts, mentions, "{body}");
        }
    }
}

#[test]
fn an_unknown_name_is_told_with_those_that_come_near() {
    let world = world();
    let at = ["--index", "news/.dateline"];
    // A name may be hidden or merged before an article has it; there is nothing of it to split.
    for (arguments, status) in [
        (&["split", "Tobi Quellwood"][..], 2),
        (&["hide", "Tobi Quellwood"], 0),
        (&["merge", "Tobi Sandlark", "X Y"], 0),
        (&["merge", "Tobi\tSandlark", "X Y"], 2),
    ] {
        let ran = world.run(&[&["people"], arguments, &at].concat()).ends(status);
        if !arguments.contains(&"Tobi Quellwood") {
            continue;
        }
        assert!(ran.err.contains("nobody in this index is called \"Tobi Quellwood\""), "{}", ran.err);
        assert!(ran.err.contains("there are: Tobias Quellwood"), "{}", ran.err);
    }
    let ran = world.run(&[&["people", "merge", "Maria Sandlark", "-"], &at[..]].concat()).ends(2);
    assert!(ran.err.contains("dateline people hide"), "{}", ran.err);
    let ran = world.run(&[&["people", "variants", "Zzz Yyy"], &at[..]].concat()).ends(1);
    assert!(ran.out.is_empty() && ran.err.contains("people list TEXT"), "{}", ran.err);
    let ran = world.run(&[&["search", "--people", "Tobb Quellwood"], &at[..]].concat()).ends(1);
    assert!(ran.err.contains("there are: Tobias Quellwood"), "{}", ran.err);
    // Case and accents aside, a name means the one that is stored.
    world.run(&[&["people", "hide", "maria sandlark"], &at[..]].concat()).ends(0);
    assert!(!people_text(&world).contains("Sandlark"));
    world.run(&[&["people", "split", "MARIA SANDLARK"], &at[..]].concat()).ends(0);
    assert!(people_text(&world).contains("Maria Sandlark"));
}

#[test]
fn an_article_is_shown_with_the_names_that_aliases_give_and_says_why() {
    let world = world();
    let at = ["--index", "news/.dateline"];
    let ran = world.run(&[&["show", "short.txt", "--why"], &at[..]].concat()).ends(0);
    assert!(ran.out.contains("Quellwood  (shown as Tobias Quellwood: of all who bear the surname"), "{}", ran.out);
    assert!(ran.out.contains("the first mention of the full name"), "{}", ran.out);
    let names = |id: &str| -> Vec<String> {
        let ran = world.run(&[&["show", id, "--format", "json"], &at[..]].concat()).ends(0);
        let people = ran.json()[0]["people"].clone();
        people.as_array().unwrap().iter().map(|person| person["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("short.txt"), ["Tobias Quellwood"]);
    world.run(&[&["people", "hide", "Maria Sandlark"], &at[..]].concat()).ends(0);
    assert!(names("other.txt").is_empty());
    let ran = world.run(&[&["show", "other.txt", "--why"], &at[..]].concat()).ends(0);
    assert!(ran.out.contains("(not shown: said by a user)"), "{}", ran.out);
}

#[test]
fn an_article_with_both_forms_counts_once() {
    let world = World::new();
    world.write("news/a.txt", "Talks\n\nMr Tobias Quellwood met Mrs Maria Sandlark on Sunday.");
    world.write("news/b.txt", "Talks\n\nMrs Maria Sandlark left on Monday.");
    world.run(&["index", "news"]).ends(0);
    world.run(&["people", "merge", "Maria Sandlark", "Tobias Quellwood", "--index", "news/.dateline"]).ends(0);
    assert_eq!(people(&world), [("Tobias Quellwood".to_owned(), 2)]);
    assert_eq!(ids(&world, "Maria Sandlark"), 2);
    // It lasts when the corpus is indexed again and when it grows.
    world.write("news/c.txt", "Talks\n\nMrs Maria Sandlark came on Friday.");
    world.run(&["index", "news"]).ends(0);
    assert_eq!(people(&world), [("Tobias Quellwood".to_owned(), 3)]);
}

#[test]
fn a_known_person_is_found_by_every_spelling() {
    let world = World::new();
    world.write("news/a.txt", "Speech\n\nTRIPOLI, April 8, 1986 - Libyan leader Muammar Gaddafi spoke for hours.");
    world.run(&["index", "news"]).ends(0);
    for name in ["Qadhafi", "Muammar Gaddafi", "Moammar Gadhafi"] {
        assert_eq!(ids(&world, name), 1, "{name}");
    }
}

#[test]
fn a_broken_line_of_the_alias_file_is_told_by_every_verb_that_reads_it() {
    let world = world();
    world.write("news/.dateline/people-aliases.tsv", "Quellwood\tTobias Quellwood\nMaria Sandlark\tX\tlearnd\n");
    for verb in [&["facets", "people"][..], &["search", "nets"], &["people", "list"]] {
        let ran = world.run(&[verb, &["--index", "news/.dateline"]].concat()).ends(2);
        assert!(ran.err.contains("people-aliases.tsv:2: is no alias"), "{}", ran.err);
    }
    world.write("news/.dateline/people-aliases.tsv", "\u{feff}Quellwood\tSandlark, Tobias\r\n");
    assert_eq!(people(&world).iter().find(|(name, _)| name == "Sandlark, Tobias").map(|(_, count)| *count), Some(1));
}
