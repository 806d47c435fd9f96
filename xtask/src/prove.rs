//! `cargo xtask prove`: the long kill loop over the release build.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Runs `hookdesk doctor --prove`; prints its table, or with `json` its JSON, and keeps the JSON beside the binary.
pub fn prove(kills: u32, seed: Option<u64>, json: bool) -> Result<()> {
    shell::call("cargo", &["build", "--release", "--quiet", "--locked", "-p", "hookdesk-cli"])?;
    let release = shell::target_dir().join("release");
    let mut command = std::process::Command::new(release.join("hookdesk"));
    // Its folder lies beside the binary, and never in anybody's own data.
    command.arg("--data-dir").arg(&release);
    command.args(["--json", "doctor", "--prove", "--kills", &kills.to_string()]);
    if let Some(seed) = seed {
        command.args(["--seed", &seed.to_string()]);
    }
    let output =
        command.stderr(std::process::Stdio::inherit()).output().context("hookdesk does not start")?;
    let report: serde_json::Value =
        serde_json::from_slice(&output.stdout).context("hookdesk doctor --prove gave no report")?;
    let file = release.join("proof.json");
    fs::write(&file, &output.stdout)?;
    if json {
        println!("{report:#}");
    } else {
        let fields = report.as_object().context("the report is no object")?;
        for (name, value) in fields.iter().filter(|(_, value)| !value.is_array()) {
            println!("{name:<18} {value}");
        }
        for line in report["explanation"].as_array().into_iter().flatten() {
            println!("\n{}", line.as_str().unwrap_or_default());
        }
        println!("\nas JSON: {}", file.display());
    }
    if !output.status.success() {
        bail!("the proof was not passed");
    }
    Ok(())
}
