//! Law 11: what is printed as a finding survives a correction for all that was tried, on
//! documents, at 5 %; otherwise the page says that nothing stands out.
//!
//! To be tested here, once `groups.csv`, `trends.csv` and `crosstab.csv` have their column `q`:
//! labels that are shuffled over the documents of the sample twenty times give a finding in at
//! most a few of the runs, and the page of a run without one says so; every term and topic that
//! the summary or the page names as standing out has a `q` of at most 0.05 in its table.
