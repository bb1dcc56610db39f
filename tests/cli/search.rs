//! Searching and counting.

use crate::world::{World, corpus, sample_index};

/// Every article that matches, copies and all.
fn search(arguments: &[&str]) -> Vec<String> {
    let index = sample_index();
    let base = ["search", "--index", &index, "--format", "ids", "--limit", "0", "--duplicates", "show"];
    World::new().run(&[&base[..], arguments].concat()).out.lines().map(str::to_owned).collect()
}

#[test]
fn one_command_indexes_and_answers() {
    let world = World::new();
    world.write("news/a.txt", "Herring fleet returns\n\nBERGEN, May 3 - The fleet came home.");
    let ran = world.run(&["search", "--corpus", "news", "herring", "--format", "json"]).ends(0);
    assert_eq!(ran.json()[0]["id"], "a.txt");
    world.write("news/b.txt", "More herring\n\nIn the nets.");
    let ran = world.run(&["search", "--corpus", "news", "herring", "--format", "ids"]).ends(0);
    assert_eq!(ran.lines().len(), 2);
}

#[test]
fn nothing_found_is_status_1() {
    World::new().run(&["search", "zyxwvut", "--index", &sample_index()]).ends(1);
}

#[test]
fn operators_phrases_and_fields() {
    let wall = "text/1989-wall-opens.txt";
    assert_eq!(search(&["title:berlin AND wall"])[0], wall);
    assert!(search(&["\"Berlin Wall\""]).contains(&wall.to_owned()));
    assert!(!search(&["berlin NOT wall"]).contains(&wall.to_owned()));
    assert!(!search(&["\"Wall Berlin\""]).contains(&wall.to_owned()));
    let all = search(&[]).len();
    assert_eq!(search(&["berlin"]).len() + search(&["NOT berlin"]).len(), all);
    assert_eq!(search(&["(berlin OR moscow) -berlin"]), search(&["moscow -berlin"]));
}

#[test]
fn every_usual_spelling_finds_an_article() {
    let found = search(&["al-Assad"]);
    assert!(!found.is_empty());
    assert_eq!(search(&["\"al Assad\""]).len(), found.len());
    assert_eq!(search(&["U.N."]).len(), search(&["UN"]).len());
    assert_eq!(search(&["Walesa"]).len(), search(&["Wałęsa"]).len());
}

#[test]
fn prefixes_wildcards_and_fuzzy_words() {
    let exact = search(&["geneva"]);
    assert!(!exact.is_empty());
    for query in ["genev*", "gene?a", "genava~1", "/gen.va/"] {
        let found = search(&[query]);
        assert!(exact.iter().all(|id| found.contains(id)), "{query}");
    }
}

#[test]
fn filters_restrict_and_agree_with_the_query_language() {
    let all = search(&[]).len();
    for (flag, value, query) in [
        ("--country", "Syria", "country:SY"),
        ("--country", "syrian", "country:syria"),
        ("--focus", "germany", "focus:DE"),
        ("--people", "Gorbachev", "person:gorbachev"),
        ("--topic", "sport", "topic:medtop:15000000"),
        ("--since", "1990", "since:1990"),
        ("--until", "1960-12-31", "until:1960"),
        ("--country", "NATO", "country:nato"),
        ("--source", "dateline wire", "source:\"Dateline Wire\""),
    ] {
        let by_flag = search(&[flag, value]);
        assert!(!by_flag.is_empty() && by_flag.len() < all, "{flag} {value}: {}", by_flag.len());
        assert_eq!(by_flag, search(&[query]), "{flag} {value}");
    }
    let either = search(&["--country", "SY", "--country", "IS"]).len();
    assert_eq!(either, search(&["country:(SY OR IS)"]).len());
    let week = search(&["--since", "2013-09-08", "--until", "2013-09-15"]);
    assert!(week.contains(&"text/2013-syria-geneva-deal.txt".to_owned()), "{week:?}");
}

#[test]
fn dates_sort_and_pages_join() {
    let index = sample_index();
    let world = World::new();
    let dates = world.run(&["search", "--sort", "date", "--limit", "0", "--format", "json", "--index", &index]).ends(0);
    let dates: Vec<String> = dates.json().iter().map(|hit| hit["date"].as_str().unwrap_or("").to_owned()).collect();
    assert!(dates.windows(2).all(|pair| pair[0] >= pair[1]));
    let whole = search(&["war"]);
    let mut pages = Vec::new();
    for offset in (0..whole.len()).step_by(7) {
        let offset = offset.to_string();
        let page = ["search", "war", "--duplicates", "show", "--limit", "7", "--offset", &offset];
        let page = world.run(&[&page[..], &["--format", "ids", "--index", &index]].concat());
        pages.extend(page.lines().into_iter().map(str::to_owned));
    }
    assert_eq!(pages, whole);
}

#[test]
fn facet_counts_are_the_numbers_of_hits() {
    let index = sample_index();
    let world = World::new();
    let count = |arguments: &[&str]| {
        let every = ["facets", "--duplicates", "show", "--limit", "0", "--format", "json", "--index", &index];
        world.run(&[&every[..], arguments].concat()).ends(0)
    };
    for (facet, flag) in
        [("countries", "--country"), ("focus", "--focus"), ("topics", "--topic"), ("sources", "--source")]
    {
        let counts = count(&[facet, "war"]);
        for value in counts.json() {
            let filter = value["value"].as_str().unwrap();
            let hits = search(&["war", flag, filter]).len();
            assert_eq!(value["count"].as_u64().unwrap() as usize, hits, "{facet} {filter}");
        }
    }
    let years = count(&["years"]);
    let dated: u64 = years.json().iter().map(|value| value["count"].as_u64().unwrap()).sum();
    assert_eq!(dated as usize, search(&["--since", "0001"]).len());
}

#[test]
fn topics_drill_down() {
    let index = sample_index();
    let world = World::new();
    let under = world.run(&["facets", "topics", "--under", "sport", "--format", "json", "--index", &index]).ends(0);
    assert!(under.json().iter().all(|value| value["label"].as_str().unwrap().starts_with("sport/")));
}

#[test]
fn facets_stand_beside_hits() {
    let beside = ["search", "berlin", "--duplicates", "show", "--facets", "--format", "json", "--summary"];
    let ran = World::new().run(&[&beside[..], &["--index", &sample_index()]].concat()).ends(0);
    let lines = ran.json();
    for field in ["people", "countries", "topics"] {
        assert!(lines.iter().any(|line| line["field"] == field), "{field}");
    }
    let total = lines.last().unwrap()["total"].as_u64().unwrap();
    assert_eq!(total as usize, search(&["berlin"]).len());
}

#[test]
fn the_readme_query_finds_what_it_shows() {
    let world = World::new();
    let index = world.path().join("index").display().to_string();
    let corpus = corpus().display().to_string();
    let ran = world.run(&[
        "search",
        "--corpus",
        &corpus,
        "--index",
        &index,
        "chemical weapons",
        "--country",
        "syria",
        "--format",
        "ids",
    ]);
    assert_eq!(ran.ends(0).lines()[0], "text/2013-syria-geneva-deal.txt");
}

#[test]
fn places_are_counted_below_their_country_and_found() {
    let index = sample_index();
    let world = World::new();
    let places = ["facets", "places", "--under", "germany", "--duplicates", "show", "--format", "json"];
    let places = world.run(&[&places[..], &["--index", &index]].concat()).ends(0);
    let berlin =
        places.json().into_iter().find(|value| value["label"] == "Berlin, Germany").expect("Berlin is counted");
    let found = search(&["place:berlin"]);
    assert_eq!(berlin["count"].as_u64().unwrap() as usize, found.len());
    assert_eq!(search(&["place:DE/Berlin"]), found);
}

#[test]
fn the_focus_of_articles_is_counted_by_either_name() {
    let world = World::new();
    let index = sample_index();
    let counts = |arguments: &[&str]| world.run(&[&["facets"], arguments, &["--index", &index]].concat()).ends(0).out;
    let focus = counts(&["focus", "-n", "0"]);
    assert_eq!(counts(&["countries", "-n", "0", "--focus"]), focus);
    assert_ne!(counts(&["countries", "-n", "0"]), focus);
    world.run(&["facets", "people", "--focus", "--index", &index]).ends(2).says(&["does not go with people"]);
    world.run(&["search", "war", "--index", &index, "--focus"]).ends(2).says(&["--focus: no country is given"]);
}

#[test]
fn groups_have_the_members_of_the_days_that_are_asked_for() {
    let world = World::new();
    world.write(
        "news/a.jsonl",
        "{\"id\":\"old\",\"date\":\"1987-03-01\",\"title\":\"Poland\",\"body\":\"Poland will buy grain.\"}\n\
         {\"id\":\"new\",\"date\":\"2015-03-01\",\"title\":\"Poland\",\"body\":\"Poland will buy grain.\"}\n\
         {\"id\":\"gb\",\"date\":\"2015-03-02\",\"title\":\"Britain\",\"body\":\"Britain will buy grain.\"}\n",
    );
    world.run(&["index", "news"]).ends(0);
    let ids = |arguments: &[&str]| {
        let all = [&["search", "--format", "ids", "--index", "news/.dateline"], arguments].concat();
        world.run(&all).out.replace('\n', " ")
    };
    assert_eq!(ids(&["--country", "EU"]), "new old ");
    assert_eq!(ids(&["--country", "EU", "--since", "2010", "--until", "2016"]), "gb new ");
    assert_eq!(ids(&["--country", "EU", "--until", "1990"]), "");
    assert_eq!(ids(&["country:NATO date:1987"]), "");
    assert_eq!(ids(&["country:NATO date:2015"]), "gb new ");
    assert_eq!(ids(&["country:\"warsaw pact\" date:1987"]), "old ");
}

#[test]
fn a_topic_that_is_not_predicted_is_found_by_its_words_inside_the_one_above() {
    let world = World::new();
    let game = |sport: &str| {
        format!(
            "Champions win again\n\nThe {sport} champions won the final match of the tournament on Sunday. The team and \
             its coach celebrated with the fans in the stadium after the victory, a record score for the league."
        )
    };
    world.write("news/a.txt", game("cricket"));
    world.write("news/b.txt", game("tennis"));
    world.write("news/c.txt", "Nets\n\nThe tennis of words between ministers over the budget and taxes went on.");
    world.run(&["index", "news"]).ends(0);
    let ran = world.run(&["search", "--topic", "tennis", "--format", "ids", "--index", "news/.dateline"]).ends(0);
    assert_eq!(ran.out, "b.txt\n");
    ran.says(&["\"tennis\" is found by its words among articles on"]);
}

#[test]
fn a_drill_down_below_nothing_known_is_an_error() {
    let world = World::new();
    let index = sample_index();
    let under = |facet: &str, value: &str| world.run(&["facets", facet, "--under", value, "--index", &index]).ends(2);
    under("topics", "footbal").says(&["\"footbal\" is no topic", "did you mean soccer"]);
    under("countries", "Grmany").says(&["\"Grmany\" is no country", "Germany"]);
}

#[test]
fn patterns_and_ranges_on_fields() {
    let all = search(&[]);
    for query in
        ["title:/wa.l/", "title:wall*", "source:datel*", "person:gorbach*", "person:gorbachov~1", "path:text/*"]
    {
        let found = search(&[query]).len();
        assert!(found > 0 && found < all.len(), "{query}: {found}");
    }
    assert_eq!(search(&["path:text/*"]).len(), all.iter().filter(|id| id.starts_with("text/")).count());
    assert_eq!(search(&["/^berlin$/"]), search(&["/Berlin/"]));
    assert_eq!(search(&["w?lls"]), search(&["w?ll"]));
    let months = search(&["date:1989-11"]);
    assert!(!months.is_empty());
    for query in
        ["date:[1989-11-01 TO 1989-11-30]", "date:\"November 1989\"", "month:1989-11", "date:>=1989-11 date:<1989-12"]
    {
        assert_eq!(search(&[query]), months, "{query}");
    }
}

#[test]
fn any_value_and_none() {
    let all = search(&[]).len();
    for field in ["country", "person", "topic", "date", "author", "title"] {
        let (some, none) = (search(&[&format!("{field}:*")]).len(), search(&[&format!("NOT {field}:*")]).len());
        assert_eq!(some + none, all, "{field}");
        assert!(some > 0, "{field}");
    }
}

#[test]
fn values_take_the_paths_that_facets_print() {
    let index = sample_index();
    let world = World::new();
    for facet in ["regions", "topics", "places", "countries", "focus"] {
        let counts = ["facets", facet, "--duplicates", "show", "--limit", "5", "--format", "json", "--index", &index];
        let counts = world.run(&counts).ends(0);
        let field = if facet == "countries" { "country" } else { facet };
        for value in counts.json() {
            let query = format!("{field}:\"{}\"", value["value"].as_str().unwrap());
            assert_eq!(search(&[&query]).len() as u64, value["count"].as_u64().unwrap(), "{query}");
        }
    }
    assert_eq!(search(&["topic:\"sport/competition discipline\""]), search(&["topic:medtop:20000822"]));
}

#[test]
fn lenient_repairs_and_says_how() {
    let index = sample_index();
    let world = World::new();
    for (query, same, said) in [
        ("berlin AND", "berlin", "nothing after AND: left out"),
        ("\"berlin wall", "\"berlin wall\"", "a quote that is not closed: closed at the end"),
        ("berlin~7", "berlin~1", "read as ~1"),
        ("country:atlantis berlin", "+\"atlantis\" berlin", "looked for as text"),
        ("berlin /[/", "berlin", "unclosed character class: left out"),
        ("date:soon berlin", "berlin", "\"soon\" is no date: left out"),
    ] {
        let base = ["--format", "ids", "--duplicates", "show", "--limit", "0", "--index", &index];
        let repaired = world.run(&[&["search", "--lenient", query], &base[..]].concat());
        assert!(repaired.err.contains(said), "{query}: {}", repaired.err);
        assert_eq!(repaired.lines(), search(&[same]), "{query}");
        // Counts of a query that was repaired are told as its hits are.
        let counted = world.run(&["facets", "people", query, "--lenient", "--index", &index]);
        assert!(counted.err.contains(said), "{query}: {}", counted.err);
        world.run(&[&["search", "--strict", query], &base[..]].concat()).ends(2);
    }
}

#[test]
fn help_query_shows_the_language() {
    let world = World::new();
    let (help, page) = (world.run(&["help", "query"]).ends(0), world.run(&["query"]).ends(0));
    for line in page.out.lines().filter(|line| line.starts_with("    ")) {
        assert!(help.out.contains(line.trim_end()), "{line}");
    }
}

/// A condition beside words once made them optional: all articles of 2015 were hits.
#[test]
fn of_words_beside_conditions_one_is_wanted() {
    assert_eq!(search(&["herring date:2015"]), Vec::<String>::new());
    assert_eq!(search(&["berlin herring date:1989"]), search(&["berlin AND date:1989"]));
    assert_eq!(search(&["+berlin wall date:1989"]), search(&["berlin AND date:1989"]));
    assert!(search(&["berlin date:1989"]).len() < search(&["date:1989"]).len());
}
