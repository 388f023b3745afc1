use std::fs;

use cimai_report::Profile;
use serde_json::Value;

use crate::run::Run;

fn page() -> String {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out");
    Run::new(9).write(&folder, Profile::Spreadsheet);
    fs::read_to_string(folder.join("report.html")).unwrap()
}

/// The passages that the page carries for a term.
fn passages(page: &str, term: &str) -> Vec<Value> {
    let start = page.find("id=\"passages\">").unwrap() + "id=\"passages\">".len();
    let json = &page[start..start + page[start..].find("</script>").unwrap()];
    let all: Value = serde_json::from_str(json).unwrap();
    let terms = all["terms"].as_array().unwrap();
    let found = terms.iter().find(|entry| entry["term"] == term).unwrap();
    found["passages"].as_array().unwrap().clone()
}

#[test]
fn terms_come_with_passages_that_say_where_they_stand() {
    let found = passages(&page(), "路灯");
    assert_eq!(found.len(), 4);
    for passage in &found {
        assert_eq!((&passage["hit"], &passage["before"]), (&"路灯".into(), &"".into()));
        assert!(passage["after"].as_str().unwrap().starts_with("不 亮"), "{passage}");
        let (name, place) = (passage["document"].as_str().unwrap(), passage["place"].as_str());
        let number = name.strip_prefix("a.csv#").map(|number| number.parse::<usize>().unwrap());
        let expected = number.map(|number| format!("line {}", number + 1));
        assert!(expected.is_none() || expected.as_deref() == place, "{passage}");
    }
}

#[test]
fn a_word_that_counts_as_another_is_quoted_as_it_is_written_and_copies_are_not_quoted() {
    let page = page();
    let found = passages(&page, "供暖");
    assert!(
        found.iter().all(|passage| ["供暖", "温度"].map(Value::from).contains(&passage["hit"]))
    );
    let lines = passages(&page, "市民");
    assert!(lines.iter().all(|passage| passage["place"].as_str().unwrap().ends_with("line 2")));
    assert!(lines.iter().all(|passage| passage["document"] != "a.csv#8"));
}

#[test]
fn topics_have_excerpts_and_periods_their_risers() {
    let page = page();
    assert!(page.contains("<mark data-term=\"物业\">物业</mark>"));
    assert!(page.contains("<h3>Rising terms</h3>"));
    assert!(page.contains("2024-01") && page.contains("临河区"));
    assert!(page.contains("<td>noun</td>"));
}
