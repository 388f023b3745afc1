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

use crate::args::{AnalyzeArgs, Args, AssignArgs, Command, ConfigCommand, DictCommand, RunArgs};
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
    let given = args::door::with_command(std::env::args_os().collect());
    let arguments = match args::config::with_config(&given) {
        Ok(arguments) => arguments,
        Err(error) => {
            terminal::complain(&error.message(), args::lang_asked(&given));
            return ExitCode::from(error.exit_code());
        }
    };
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(asked) => return answer(&asked),
    };
    let lang = args.lang();
    terminal::choose_colours(args.color);
    interrupt::watch();
    let ended = std::panic::catch_unwind(|| run(args, lang));
    let held = interrupt::hold();
    match ended {
        Ok(Ok(outcome)) => match terminal::fault() {
            Some(fault) => {
                terminal::complain(&fault.message(), lang);
                // Where results were published, what is lost is only the words about them.
                ExitCode::from(if held.has_published() { 3 } else { fault.exit_code() })
            }
            None if outcome == Outcome::Complete => ExitCode::SUCCESS,
            None => ExitCode::from(3),
        },
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

/// Prints the help or the version that was asked for, or what is wrong with the command line.
fn answer(asked: &clap::Error) -> ExitCode {
    match asked.print() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            terminal::complain(&Error::Output(error).message(), Lang::Zh);
            ExitCode::FAILURE
        }
        _ => ExitCode::from(u8::try_from(asked.exit_code()).unwrap_or(2)),
    }
}

fn run(args: Args, lang: Lang) -> Result<Outcome, Error> {
    let written = args.lang_of_tables();
    let config = args.config;
    let run_analysis = |args: &AnalyzeArgs, wanted, progress| {
        let job = Job::open(args, wanted, config.as_deref())?;
        let outcome = args.run.in_threads(progress, || pipeline::analyze(&job, progress))?;
        if args.open {
            commands::open_report(&job.outputs.folder);
        }
        Ok(outcome)
    };
    let progress = |run: &RunArgs| Progress { quiet: run.quiet, lang, written };
    let in_threads = |run: &RunArgs, work: &(dyn Fn(Progress) -> Result<Outcome, Error> + Sync)| {
        let progress = progress(run);
        run.in_threads(progress, || work(progress))
    };
    match args.command {
        Command::Analyze(args) => run_analysis(&args, TableSet::ALL, progress(&args.run)),
        Command::Keywords(args) => run_analysis(&args, TableSet::KEYWORDS, progress(&args.run)),
        Command::Topics(args) => run_analysis(&args, TableSet::TOPICS, progress(&args.run)),
        Command::Assign(AssignArgs { model, mut analyze }) => {
            analyze.topics.model = Some(model);
            run_analysis(&analyze, TableSet::ALL, progress(&analyze.run))
        }
        Command::Compare(args) => {
            commands::compare::run(&args, Progress { quiet: args.quiet, lang, written })
        }
        Command::Model(command) => {
            commands::model::run(&command, Progress { quiet: false, lang, written })
        }
        Command::Phrases(args) => run_analysis(&args, TableSet::PHRASES, progress(&args.run)),
        Command::Segment(args) => {
            in_threads(&args.run, &|progress| words::segment(&args, progress))
        }
        Command::Kwic(args) => in_threads(&args.run, &|progress| kwic::run(&args, progress)),
        Command::Inspect(args) => in_threads(&args.run, &|progress| inspect::run(&args, progress)),
        Command::Idf(args) => in_threads(&args.run, &|progress| words::idf(&args, progress)),
        Command::Dict(DictCommand::Check(args)) => {
            in_threads(&args.run, &|progress| words::check(&args, progress))
        }
        Command::Worker(command) => worker::run(&command),
        Command::View { folder } => commands::view(&folder, lang),
        Command::Verify { folder } => commands::verify(&folder, lang),
        Command::Config(ConfigCommand::Show { file }) => commands::show_config(&file, lang),
        Command::Completions { shell } => args::completions(shell),
        Command::Man => args::man(),
    }
}

fn internal_error() -> Message {
    Message::new(
        "cimai 内部出错，没有写出任何表；请把以上信息连同所用的命令报告给我们",
        "an internal error, no table was written; please report the text above and the command",
    )
}
