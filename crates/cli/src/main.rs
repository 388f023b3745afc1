//! The `cimai` command: arguments, threads, progress, and the pipeline that joins the rooms.

mod args;
mod commands;
mod error;
mod flow;
mod job;
mod pipeline;
mod tell;

use std::process::ExitCode;

use cimai_corpus::{Lang, Message};
use clap::Parser;

use crate::args::{AnalyzeArgs, Args, AssignArgs, Command, DictCommand, RunArgs};
use crate::commands::{inspect, kwic, words, worker};
use crate::error::Error;
use crate::job::{Job, TableSet};
use crate::tell::stages::Progress;
use crate::tell::{interrupt, terminal};

/// What a run came to, as its exit code says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Everything was read and written.
    Complete,
    /// The tables are there, but some input was skipped or read with losses.
    Incomplete,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let lang = args.lang();
    terminal::choose_colours(args.color);
    interrupt::watch();
    let ended = std::panic::catch_unwind(|| run(args, lang));
    let _no_interrupt = interrupt::hold();
    match ended {
        Ok(Ok(Outcome::Complete)) => ExitCode::SUCCESS,
        Ok(Ok(Outcome::Incomplete)) => ExitCode::from(3),
        Ok(Err(error)) => {
            terminal::complain(&error.message(), lang);
            ExitCode::from(error.exit_code())
        }
        Err(_) => {
            terminal::complain(&internal_error(), lang);
            ExitCode::from(70)
        }
    }
}

fn run(args: Args, lang: Lang) -> Result<Outcome, Error> {
    let progress = |run: &RunArgs| Progress { quiet: run.quiet, lang };
    match args.command {
        Command::Analyze(args) => analyze(&args, TableSet::ALL, progress(&args.run)),
        Command::Keywords(args) => analyze(&args, TableSet::KEYWORDS, progress(&args.run)),
        Command::Topics(args) => analyze(&args, TableSet::TOPICS, progress(&args.run)),
        Command::Assign(AssignArgs { model, mut analyze }) => {
            analyze.topics.model = Some(model);
            self::analyze(&analyze, TableSet::ALL, progress(&analyze.run))
        }
        Command::Compare(args) => {
            commands::compare::run(&args, Progress { quiet: args.quiet, lang })
        }
        Command::Model(command) => commands::model::run(&command, Progress { quiet: false, lang }),
        Command::Phrases(args) => analyze(&args, TableSet::PHRASES, progress(&args.run)),
        Command::Segment(args) => {
            args.run.in_threads(|| words::segment(&args, progress(&args.run)))
        }
        Command::Kwic(args) => args.run.in_threads(|| kwic::run(&args, progress(&args.run))),
        Command::Inspect(args) => args.run.in_threads(|| inspect::run(&args, progress(&args.run))),
        Command::Idf(args) => args.run.in_threads(|| words::idf(&args, progress(&args.run))),
        Command::Dict(DictCommand::Check(args)) => {
            args.run.in_threads(|| words::check(&args, progress(&args.run)))
        }
        Command::Worker(command) => worker::run(&command),
        Command::View { folder } => commands::view(&folder, lang),
        Command::Completions { shell } => args::completions(shell),
        Command::Man => args::man(),
    }
}

fn analyze(args: &AnalyzeArgs, wanted: TableSet, progress: Progress) -> Result<Outcome, Error> {
    let job = Job::open(args, wanted)?;
    args.run.in_threads(|| pipeline::analyze(&job, progress))
}

fn internal_error() -> Message {
    Message::new(
        "cimai 内部出错，没有写出任何表；请把以上信息连同所用的命令报告给我们",
        "an internal error, no table was written; please report the text above and the command",
    )
}
