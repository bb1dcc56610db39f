//! A folder of its own for each test, and the binary run in it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// A temporary folder that is the current directory of the commands run in it.
pub(crate) struct World {
    dir: tempfile::TempDir,
}

/// What a command printed, and how it ended.
pub(crate) struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl World {
    pub(crate) fn new() -> World {
        World { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.current_dir(self.dir.path()).env_remove("NO_COLOR");
        // Whoever runs the tests has settings of their own.
        command.env("HOME", self.dir.path()).env_remove("XDG_CONFIG_HOME");
        for (variable, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DATELINE_")) {
            command.env_remove(variable);
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Ran::of(self.command().args(arguments).output().unwrap())
    }

    /// The same, with something on standard input.
    pub(crate) fn fed(&self, arguments: &[&str], input: &[u8]) -> Ran {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        Ran::of(child.wait_with_output().unwrap())
    }
}

impl Ran {
    pub(crate) fn of(output: Output) -> Ran {
        Ran {
            status: output.status.code().expect("ended by itself"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The status is as expected, or the streams are shown.
    #[track_caller]
    pub(crate) fn ends(self, status: i32) -> Ran {
        assert_eq!(self.status, status, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    pub(crate) fn lines(&self) -> Vec<&str> {
        self.out.lines().collect()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
    }

    #[track_caller]
    pub(crate) fn says(&self, parts: &[&str]) -> &Ran {
        for part in parts {
            assert!(self.err.contains(part), "no {part:?} in:\n{}", self.err);
        }
        self
    }
}

/// The sample articles.
pub(crate) fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// An index of the sample articles, made once for all tests that only read it.
pub(crate) fn sample_index() -> String {
    static INDEX: LazyLock<(tempfile::TempDir, String)> = LazyLock::new(|| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index").display().to_string();
        World::new().run(&["index", &corpus().display().to_string(), "--index", &path]).ends(0);
        (dir, path)
    });
    INDEX.1.clone()
}
