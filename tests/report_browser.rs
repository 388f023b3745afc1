//! The report as a browser shows it.

use crate::browser::Browser;
use crate::support::Folder;

/// A browser, or the reason why there is none.
#[expect(clippy::print_stdout, reason = "a test that was skipped says so")]
fn browser() -> Option<Browser> {
    let browser = Browser::start();
    if browser.is_none() {
        println!("skipped: no chromium with chromedriver on the path");
    }
    browser
}

/// What sticks out of the page, stands on something else, or cannot be seen.
const FAULTS: &str = r#"
const faults = [];
const wide = document.documentElement.scrollWidth;
if (wide > innerWidth) faults.push(`the page is ${wide} wide`);
const shown = (e) => e.getClientRects().length > 0;
for (const e of document.querySelectorAll("main *")) {
  if (!shown(e) || e.closest(".scroll, svg")) continue;
  const box = e.getBoundingClientRect();
  if (box.right > innerWidth + 1 || box.left < -1) faults.push(`${e.tagName}.${e.className} sticks out`);
}
for (const svg of document.querySelectorAll("svg.cloud, svg.network")) {
  if (!shown(svg)) continue;
  const frame = svg.getBoundingClientRect();
  const things = [...svg.querySelectorAll(svg.matches(".network") ? "rect" : "text")];
  const boxes = things.map((e) => [e.closest("[data-term]").dataset.term, e.getBoundingClientRect()]);
  boxes.forEach(([a, one], i) => {
    const inside = one.left >= frame.left - 1 && one.right <= frame.right + 1
      && one.top >= frame.top - 2 && one.bottom <= frame.bottom + 2;
    if (!inside) faults.push(`${a} leaves its picture`);
    for (const [b, other] of boxes.slice(0, i)) {
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      // A line of type is higher than what is seen of it.
      if (across > 1 && down > 0.25 * Math.min(one.height, other.height)) faults.push(`${a} covers ${b}`);
    }
  });
  for (const text of svg.querySelectorAll("g text")) {
    const pill = text.previousElementSibling.getBoundingClientRect();
    if (text.getBoundingClientRect().width > pill.width) faults.push(`${text.textContent} leaves its label`);
  }
}
return faults;
"#;

/// Sorts, filters and clicks; gives what went wrong.
const CLICKS: &str = r##"
const wrong = [];
const grid = document.getElementById("term-grid");
const rows = () => [...grid.querySelectorAll("tbody tr")].filter((row) => !row.hidden);
const column = (i) => rows().map((row) => row.cells[i].textContent);
const heads = [...grid.querySelectorAll("th")];
const numbers = (i) => column(i).map((text) => parseFloat(text.replace(/,/g, "")));
const falling = (list) => list.every((x, i) => i === 0 || list[i - 1] >= x);
heads[4].querySelector("button").click();
if (!falling(numbers(4))) wrong.push("not sorted downwards");
if (heads[4].getAttribute("aria-sort") !== "descending") wrong.push("the order is not told");
heads[4].querySelector("button").click();
if (!falling(numbers(4).reverse())) wrong.push("not sorted upwards");
heads[1].querySelector("button").click();
const order = new Intl.Collator("zh", { numeric: true });
if (!column(1).every((x, i, all) => i === 0 || order.compare(all[i - 1], x) <= 0)) wrong.push("terms not sorted");
const term = column(1)[0];
const input = grid.querySelector("input");
input.value = term;
input.dispatchEvent(new Event("input"));
if (!rows().length || !rows().every((row) => row.textContent.includes(term))) wrong.push("not filtered");
if (!grid.querySelector(".count").textContent.startsWith(`${rows().length} /`)) wrong.push("not counted");
rows()[0].querySelector(".term").click();
const dialog = document.getElementById("uses");
if (!dialog.open || document.getElementById("uses-term").textContent !== term) wrong.push("no dialog");
if (!dialog.querySelectorAll("#uses-list li mark").length) wrong.push("no passages");
document.getElementById("uses-close").click();
if (dialog.open) wrong.push("the dialog stays");
return wrong;
"##;

#[test]
fn the_report_is_whole_on_wide_and_narrow_screens_in_both_schemes() {
    let Some(browser) = browser() else { return };
    let folder = Folder::new().with_seeds();
    let options = "--text text --id id --group district --group category --topics 8";
    folder.run(&format!("analyze seeds/complaints.csv -o out {options}")).ended(0);
    for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")] {
        browser.open(&folder.path("out/report.html"), width, scheme);
        let faults = browser.run(FAULTS);
        assert_eq!(faults.as_array().map(Vec::len), Some(0), "{width} {scheme}: {faults}");
    }
    let wrong = browser.run(CLICKS);
    assert_eq!(wrong.as_array().map(Vec::len), Some(0), "{wrong}");
    let (console, asked) = browser.log();
    assert!(console.is_empty(), "{console:?}");
    assert!(asked.iter().all(|url| url.starts_with("file:")), "{asked:?}");
}

#[test]
fn hostile_texts_run_nothing_and_break_nothing() {
    let Some(browser) = browser() else { return };
    let folder = Folder::new();
    let payloads = [
        "<script>window.hacked=1</script>",
        "<img src=x onerror=window.hacked=1>",
        "\"><svg onload=window.hacked=1>",
        "</script><script>window.hacked=1</script>",
        "javascript:window.hacked=1",
        "{{constructor.constructor('window.hacked=1')()}}",
        "\u{202e}\u{202e}倒过来",
        "Z\u{351}\u{32b}\u{343}a\u{351}\u{32b}\u{343}l\u{351}\u{32b}\u{343}g\u{351}\u{32b}\u{343}o",
        "没有空格的长标题没有空格的长标题没有空格的长标题没有空格的长标题没有空格的长标题没有空格的长标题",
        "longwordwithoutanyblankslongwordwithoutanyblankslongwordwithoutanyblankslongword",
    ];
    let mut table = "id,title,text,<b>group</b>\n".to_owned();
    for (i, payload) in payloads.iter().enumerate() {
        let cell = format!("\"{}\"", payload.replace('"', "\"\""));
        table.push_str(&format!(
            "{i}{payload_id},{cell},湿地公园开放{plain}水鸟,{cell}\n",
            payload_id = payload.replace(['"', ','], ""),
            plain = payload.replace(['"', ','], "")
        ));
    }
    folder.write("a.csv", table);
    let options = "--id id --title title --text text --group <b>group</b>";
    folder.run(&format!("analyze a.csv -o out {options}")).ended(0);
    for width in [1280, 390] {
        browser.open(&folder.path("out/report.html"), width, "light");
        let faults = browser.run(FAULTS);
        assert_eq!(faults.as_array().map(Vec::len), Some(0), "{width}: {faults}");
        let open = "document.querySelectorAll('[data-term]').forEach((e) => { \
                    e.dispatchEvent(new MouseEvent('click', { bubbles: true })); \
                    document.getElementById('uses').close(); }); \
                    return [window.hacked ?? null, document.images.length, document.scripts.length];";
        assert_eq!(browser.run(open), serde_json::json!([null, 0, 2]));
    }
    let (console, asked) = browser.log();
    assert!(console.is_empty(), "{console:?}");
    assert!(asked.iter().all(|url| url.starts_with("file:")), "{asked:?}");
}
