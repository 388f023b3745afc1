//! A whole run in small: documents about heating and street lamps, by district and month.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use cimai_corpus::{
    Batch, Counts, Document, Lang, LineStart, Placed, Relabel, Span, Token, Totals, Traits,
    WordClass, count,
};
use cimai_keyword::{
    CoOccurrence, Comparison, Grouping, KeyPhrase, Keyword, PartCounts, Phrase, TermStatistics,
    TermSums, TextRank, TfIdf, Unit, described, group_trend, strongest, term_trend,
};
use cimai_report::{
    Annotated, BestDocuments, CarriedKinds, Compared, ComparedGroups, Described, DocumentFacts,
    DocumentTables, InputRow, Labelled, OutputSet, Presentation, Profile, Quotations, Quotes,
    RejectRow, RunRecord, Summary, Tables, Trend, WorkbookSize,
};
use cimai_topic::{
    Agreement, Choice, FirstTerms, Fit, Options, Origin, Placement, Standings, TopicTotals, Topics,
};

const DISTRICTS: [&str; 3] = ["临河区", "港口区", ""];
const MONTHS: [&str; 3] = ["2024-01", "2024-02", "2024-03"];
const METHODS: [&str; 3] = ["tfidf", "textrank", "phrase"];
/// Documents of a run.
pub(crate) const DOCUMENTS: usize = 60;

/// The columns of the run; half of the documents have but two of them, in another order.
fn columns(number: usize) -> Vec<String> {
    let columns: &[&str] = if number.is_multiple_of(2) {
        &["district", "stars", "code"]
    } else {
        &["stars", "district"]
    };
    columns.iter().map(|&column| column.to_owned()).collect()
}

fn document(number: usize) -> Document {
    let (heating, lamps) =
        ("暖气 不 热 。 供暖 温度 低 ， 暖气 漏水", "路灯 不 亮 。 路灯 损坏 ， 夜里 路灯 太 暗");
    let more = ["市民 热线", "小区 物业", "=停暖 投诉", "已 报修"][number % 4];
    let text =
        format!("{}\n{more} 第{number}次", if number.is_multiple_of(3) { lamps } else { heating });
    let (district, stars) = (DISTRICTS[number % 3].to_owned(), (number % 5).to_string());
    let fields = match number.is_multiple_of(2) {
        true => vec![district, stars, format!("0{number}")],
        false => vec![stars, district],
    };
    let lines = vec![LineStart { offset: text.find('\n').unwrap() as u32 + 1, line: 2 }];
    let title = if number.is_multiple_of(4) { "供暖 投诉" } else { "" }.to_owned();
    let (id, source) = (format!("in/a.csv#{number}"), "in/a.csv".to_owned());
    Document {
        id,
        source,
        line: 1 + number as u64,
        title,
        text,
        fields,
        lines,
        ..Document::default()
    }
}

/// The words between blanks, and the marks.
fn words(text: &str) -> impl Iterator<Item = Placed<&str>> {
    text.split([' ', '\n']).map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let span = Span { start: start as u32, end: (start + word.len()) as u32 };
        let token = match word {
            "。" => Token::End,
            "，" => Token::Gap,
            word => Token::Word(word),
        };
        Placed { token, span }
    })
}

/// The documents with their raw words, in batches of so many; of one batch all have one set of
/// columns, so that a batch of all has that of the run.
fn batches(size: usize) -> Vec<Batch> {
    let numbers: Vec<usize> = (0..DOCUMENTS).collect();
    let batch = |numbers: &[usize]| {
        let mut batch = Batch::new(Arc::default());
        batch.first = numbers[0];
        batch.columns = if size == 1 { columns(numbers[0]) } else { columns(0) }.into();
        for &number in numbers {
            let mut document = document(number);
            let kept = |word: &str| word.chars().count() > 1;
            batch.push_placed(
                words(&document.title).filter(|p| p.token != Token::Word("")),
                words(&document.text),
                kept,
            );
            if size > 1 && !number.is_multiple_of(2) {
                document.fields =
                    vec![document.fields[1].clone(), document.fields[0].clone(), String::new()];
            }
            batch.documents.push(document);
        }
        batch
    };
    numbers.chunks(size).map(batch).collect()
}

/// A run up to its topics.
pub(crate) struct Run {
    batches: Vec<Batch>,
    relabel: Relabel,
    totals: Totals,
    tf_idf: TfIdf,
    topics: Topics,
    placements: Vec<Placement>,
    standings: Standings,
}

impl Run {
    /// The same documents in batches of so many.
    pub(crate) fn new(size: usize) -> Self {
        let raw = batches(size);
        let mut tally = cimai_corpus::Tally::default();
        for batch in &raw {
            tally.merge(count(batch));
        }
        let relabel = Relabel::learn(&tally, |_| None, [("温度", "供暖")], |_| true);
        let batches: Vec<Batch> = raw.into_iter().map(|batch| relabel.apply(batch)).collect();
        let mut tally = cimai_corpus::Tally::default();
        for batch in &batches {
            tally.merge(count(batch));
        }
        let totals = tally.totals(relabel.vocabulary());
        let tf_idf = TfIdf::fit(&totals);
        let mut run = Self {
            batches,
            relabel,
            totals,
            tf_idf,
            topics: Topics::none(),
            placements: Vec::new(),
            standings: Standings::default(),
        };
        run.find_topics();
        run
    }

    fn find_topics(&mut self) {
        let vocabulary = self.relabel.vocabulary();
        let mut all = Batch::new(Arc::clone(vocabulary));
        for batch in &self.batches {
            (0..batch.len()).for_each(|document| all.push_from(batch, document));
        }
        let options = Options { topics: Choice::Fixed(2), ..Options::default() };
        let counts = Counts::of(&all);
        let fit = Fit::new(&all, &counts, &options).unwrap();
        let placed = fit.model().prepare(vocabulary, Origin::Learned).place(&all, &counts);
        let totals = TopicTotals::of(&all, &counts, &placed);
        self.placements = placed.placements;
        self.standings = Standings::of(&self.placements, 0.0);
        let mut topics = fit.describe(&totals, &self.standings, vocabulary, &options);
        FirstTerms::of(&topics).count(&counts).rate(&mut topics);
        self.topics = topics;
    }

    fn topic(&self, number: usize) -> Option<usize> {
        let topic = self.standings.topic(number, &self.placements[number]);
        topic.map(|topic| self.topics.places[topic])
    }

    /// Writes every table and everything that people look at.
    pub(crate) fn write(&self, folder: &Path, profile: Profile) {
        let output = OutputSet::create(folder, false, profile).unwrap();
        let tables = Tables::new(&output, Lang::En, Some(WorkbookSize::Brief)).unwrap();
        let wanted = [&DocumentTables::TABLES[..], &Summary::TABLES].concat();
        let mut summary = self.summary();
        summary.first_documents = self.document_rows(&tables, &wanted);
        summary.quotations = self.quotations(&summary);
        summary.write(&wanted, &tables).unwrap();
        let inputs = [InputRow { path: "in/a.csv".to_owned(), ..InputRow::default() }];
        let rejects = [RejectRow { reason: "=bad,\n\"row\"".to_owned(), ..RejectRow::default() }];
        tables.write(&inputs).unwrap();
        tables.write(&rejects).unwrap();
        tables.columns().unwrap();
        summary.network(&output).unwrap();
        let run = RunRecord::default();
        let shown = Presentation {
            summary: &summary,
            inputs: &inputs,
            rejects: &rejects,
            notes: &[],
            run: &run,
            lang: Lang::En,
        };
        shown.html(&output).unwrap();
        shown.workbook(&tables).unwrap();
        tables.package().unwrap();
        drop(tables);
        output.publish().unwrap();
    }

    fn document_rows(
        &self,
        tables: &Tables<'_>,
        wanted: &[&str],
    ) -> Vec<cimai_report::FirstDocument> {
        let mut kinds = CarriedKinds::default();
        self.batches.iter().for_each(|batch| kinds.merge(CarriedKinds::of(batch)));
        let described = Described {
            columns: &columns(0),
            kinds: &kinds,
            vocabulary: self.relabel.vocabulary(),
            totals: &self.totals,
            topics: &self.topics,
            standings: &self.standings,
        };
        let (mut documents, maker) = DocumentTables::create(tables, wanted, described).unwrap();
        for batch in &self.batches {
            let counts = Counts::of(batch);
            let keywords = METHODS.map(|method| (method, self.keywords(batch, &counts)));
            let rows = maker.rows(&Annotated {
                batch,
                counts: &counts,
                keywords: &keywords,
                placements: &self.placements[batch.numbers()],
                duplicate_of: &|number| (number == 8).then_some("in/a.csv#4"),
            });
            documents.append(rows).unwrap();
        }
        documents.finish(tables).unwrap()
    }

    fn keywords(&self, batch: &Batch, counts: &Counts) -> Vec<Vec<KeyPhrase>> {
        let best = |document| strongest(&self.tf_idf.weights(counts, document), 3);
        let described = |document| described(&best(document), batch, counts, document);
        (0..batch.len()).map(described).collect()
    }

    fn quotations(&self, summary: &Summary) -> Quotations {
        let quotes = Quotes::new(summary, &|number| number == 8);
        let mut best = BestDocuments::default();
        // From the last to the first, since the order of merging is not to matter.
        for batch in self.batches.iter().rev() {
            best.merge(quotes.count(batch, &Counts::of(batch)));
        }
        let mut search = quotes.search(&best);
        for number in search.documents() {
            let batch = self.batches.iter().find(|batch| batch.numbers().contains(&number));
            search.take(batch.unwrap(), number);
        }
        search.finish()
    }

    fn summary(&self) -> Summary {
        let vocabulary = Arc::clone(self.relabel.vocabulary());
        let traits = |(_, term): (_, &str)| Traits {
            class: WordClass::Noun,
            tag: term.chars().take(1).collect::<String>().into(),
            ..Traits::default()
        };
        let bare =
            |(_, term): (_, &str)| (term == "漏水").then(|| vocabulary.get("供暖")).flatten();
        let mut summary = Summary {
            facts: DocumentFacts::of(&self.placements, &self.standings, 1),
            totals: self.totals.clone(),
            tf_idf: self.tf_idf.clone(),
            terms: TermStatistics::new(&self.term_sums(), &self.totals),
            traits: vocabulary.iter().map(traits).collect(),
            relabel: self.relabel.clone(),
            negated: vocabulary.iter().map(bare).collect(),
            phrases: vec![phrase(["路灯", "损坏"]), phrase(["太", "暗"])],
            adopted: vec![true, false],
            topics: self.topics.clone(),
            compared: self.compared(),
            ids: HashMap::new(),
            first_documents: Vec::new(),
            quotations: Quotations::default(),
            vocabulary,
        };
        let named = summary.named_documents().into_iter();
        summary.ids = named.map(|number| (number, document(number).id)).collect();
        summary
    }

    fn term_sums(&self) -> TermSums {
        let mut sums = TermSums::default();
        for batch in &self.batches {
            let counts = Counts::of(batch);
            let all = 0..batch.len();
            let weights: Vec<Vec<Keyword>> =
                all.clone().map(|document| self.tf_idf.weights(&counts, document)).collect();
            let ranks: Vec<Vec<Keyword>> =
                all.map(|document| TextRank::default().ranks(batch, document)).collect();
            sums.merge(TermSums::of(batch, &counts, &self.totals, &weights, &ranks));
        }
        sums
    }

    fn compared(&self) -> Compared {
        let counts = self.part_counts();
        let groups = self.groups(&counts);
        let labelled = Labelled {
            field: "category".to_owned(),
            names: ["heating", "lamps"].map(String::from).to_vec(),
            topic_sizes: groups.topic_sizes.clone(),
            agreement: Agreement { nmi: 0.5, ari: 0.5, purity: 0.5 },
        };
        let together = CoOccurrence::new(&self.totals, Unit::Document, 50);
        let mut meetings = cimai_keyword::Meetings::default();
        for batch in &self.batches {
            meetings.merge(together.count(batch));
        }
        Compared {
            labelled: Some(labelled),
            groups: vec![groups],
            periods: MONTHS.map(String::from).into_iter().chain([String::new()]).collect(),
            trends: vec![self.trend(&counts)],
            counts,
            period_parts: vec![0, 1, 2, 3],
            pairs: together.pairs(&meetings),
            within: Some(Unit::Document),
            notes: Vec::new(),
        }
    }

    /// Parts 0 to 2 are the months, part 3 documents without a date, parts 4 and 5 the districts.
    fn part_counts(&self) -> PartCounts {
        let district = |number: usize| (number % 3 < 2).then_some(4 + (number % 3) as u32);
        let parts =
            |number: usize| [Some(month(number) as u32), district(number)].into_iter().flatten();
        let mut counts = PartCounts::default();
        for batch in &self.batches {
            counts.merge(PartCounts::count(batch, &Counts::of(batch), parts));
        }
        counts
    }

    fn groups(&self, counts: &PartCounts) -> ComparedGroups {
        let groups = Grouping::of((0..DOCUMENTS).map(|number| DISTRICTS[number % 3]));
        let comparison = Comparison::of(counts, &[4, 5]);
        let sizes = |group: usize| self.sizes(|number| groups.group(number) == Some(group));
        ComparedGroups {
            words: vec![comparison.words(0), comparison.words(1)],
            terms: vec![comparison.terms(0), comparison.terms(1)],
            topic_sizes: (0..groups.len()).map(sizes).collect(),
            ..ComparedGroups::new("district", &groups)
        }
    }

    fn trend(&self, counts: &PartCounts) -> Trend {
        let sizes = (0..4).map(|period| self.sizes(|number| month(number) == period));
        let topics = group_trend(&sizes.collect::<Vec<_>>());
        Trend { terms: term_trend(counts, &[0, 1, 2, 3], 5), topics, ..Trend::default() }
    }

    /// How many of some documents each topic has.
    fn sizes(&self, member: impl Fn(usize) -> bool) -> Vec<u64> {
        let mut sizes = vec![0; self.topics.topics.len()];
        let members = (0..DOCUMENTS).filter(|&number| member(number));
        members.filter_map(|number| self.topic(number)).for_each(|topic| sizes[topic] += 1);
        sizes
    }
}

/// Lamps were talked of more and more; the last documents have no date.
fn month(number: usize) -> usize {
    match number {
        54.. => 3,
        _ if number.is_multiple_of(3) => 1 + usize::from(number.is_multiple_of(2)),
        _ => number % 2,
    }
}

fn phrase(words: [&str; 2]) -> Phrase {
    Phrase {
        words: words.map(String::from).to_vec(),
        count: 20,
        df: 20,
        pmi: 4.5,
        left_entropy: 1.25,
        right_entropy: 1.5,
        score: 9.0,
        in_quotes: 0,
        within: 0.0,
        plain: true,
        example: 3,
    }
}
