//! Every command once: its name, its request and its response (invariant 7, and the same list makes the window's types).

/// Hands the list to a macro, so that dispatching and the bindings cannot differ.
macro_rules! each_command {
    ($then:ident) => {
        $then! {
            // name                     => request             => response              => body
            "system.info"               => Nothing             => SystemInfo            => system::info;
            "system.check"              => Nothing             => Checkup               => system::check;
            "system.backup"             => BackupRequest       => Written               => system::backup;
            "system.prove"              => ProveRequest        => ProveState            => prove::start;
            "system.prove_state"        => Nothing             => ProveState            => prove::state;
            "system.prove_stop"         => Nothing             => ProveState            => prove::stop;
            "system.network"            => Nothing             => NetworkState          => network::state;
            "overview.get"              => Nothing             => Overview              => overview::get;
            "counts.get"                => Nothing             => Counts                => overview::counts;
            "messages.list"             => ListMessages        => MessagePage           => messages::list;
            "messages.get"              => MessageRef          => MessageStory          => messages::get;
            "messages.attempt"          => AttemptRef          => AttemptRequest        => messages::attempt;
            "messages.plan"             => PlanRequest         => Plan                  => messages::plan;
            "messages.retry"            => Selection           => BulkStep              => messages::retry;
            "messages.discard"          => DiscardRequest      => BulkStep              => messages::discard;
            "messages.edit"             => EditRequest         => MessageStory          => messages::edit;
            "dumps.list"                => ListDumps           => Vec<DumpRow>          => dumps::list;
            "dumps.get"                 => DumpRef             => Dump                  => dumps::get;
            "events.list"               => ListEvents          => EventPage             => events::list;
            "events.get"                => EventRef            => EventStory            => events::get;
            "events.send"               => SendEvent           => EventAnswer           => events::send;
            "events.replay"             => EventRef            => Replayed              => events::replay;
            "hooks.list"                => Nothing             => Vec<Hook>             => hooks::list;
            "hooks.save"                => SaveHook            => Hook                  => hooks::save;
            "hooks.delete"              => IdRef               => Nothing               => hooks::delete;
            "content.preview"           => PreviewContent      => ContentPreview        => contents::preview;
            "content.vocabulary"        => Nothing             => Vocabulary            => contents::vocabulary;
            "webhooks.list"             => Nothing             => Vec<SavedWebhook>     => webhooks::list;
            "webhooks.save"             => SaveWebhook         => SavedWebhook          => webhooks::save;
            "webhooks.delete"           => IdsRef              => Nothing               => webhooks::delete;
            "hooks.test"                => TestHook            => TestedHook            => webhook_test::test_hook;
            "webhooks.test"             => TestWebhooks        => WebhookTest           => webhook_test::test;
            "webhooks.import"           => ImportWebhooks      => ImportedWebhooks      => webhook_files::import;
            "webhooks.export"           => ExportWebhooks      => ExportedWebhooks      => webhook_files::export;
            "webhooks.logs"             => ListWebhookLogs     => WebhookLogPage        => webhooks::logs;
            "signature.get"             => Nothing             => Signature             => signature::get;
            "signature.set"             => SetSignature        => Signature             => signature::set;
            "signature.regenerate"      => RegenerateSignature => Signature             => signature::regenerate;
            "signing.dialects"          => Nothing             => Vec<DialectRow>       => signing::dialects;
            "signing.read"              => ReadRequest         => PastedRequest         => signing::read;
            "signing.verify"            => VerifySignature     => SignatureVerdict      => signing::verify;
            "signing.sign"              => MakeSignature       => MadeSignature         => signing::sign;
            "secrets.list"              => Nothing             => Vec<NamedSecret>      => secrets::list;
            "secrets.save"              => SaveSecret          => Nothing               => secrets::save;
            "secrets.delete"            => SecretRef           => Nothing               => secrets::delete;
            "catalogue.list"            => ListCatalogue       => Vec<CatalogueEntry>   => catalogue::list;
            "catalogue.get"             => CatalogueRef        => CatalogueMethod       => catalogue::get;
            "subscriptions.list"        => Nothing             => Vec<Subscription>     => subscriptions::list;
            "subscriptions.get"         => IdRef               => Subscription          => subscriptions::get;
            "subscriptions.save"        => SaveSubscription    => Subscription          => subscriptions::save;
            "subscriptions.switch"      => SwitchSubscription  => Subscription          => subscriptions::switch;
            "subscriptions.consent"     => IdRef               => Subscription          => subscriptions::consent;
            "subscriptions.delete"      => IdRef               => Nothing               => subscriptions::delete;
            "connections.list"          => Nothing             => Vec<Connection>       => connections::list;
            "connections.save"          => SaveConnection      => Connection            => connections::save;
            "connections.delete"        => IdRef               => Nothing               => connections::delete;
            "connections.authorize"     => AuthorizeConnection => Authorization         => authorization::start;
            "connections.authorization" => IdRef               => Authorization         => authorization::now;
            "connections.authorize_cancel" => IdRef            => Authorization         => authorization::cancel;
            "connections.authorize_finish" => FinishAuthorization => Authorization      => authorization::finish;
            "connections.revoke"        => IdRef               => Revoked               => authorization::revoke;
            "connections.discover"      => DiscoverProvider    => Discovered            => authorization::discover;
            "connections.presets"       => Nothing             => Vec<ConnectionPreset> => authorization::presets;
            "connections.test"          => TestConnection      => ConnectionTest        => connections::test;
            "connections.certificate"   => CertificateRequest  => CertificateView       => tls::certificate;
            "connections.preset"        => OAuthPresetRef      => OAuth2                => oauth::preset;
            "retry.preview"             => PreviewRetry        => RetryPreview          => subscriptions::preview_retry;
            "settings.list"             => Nothing             => Vec<Setting>          => settings::list;
            "settings.set"              => SetSetting          => Setting               => settings::set;
            "security.use_os"           => Nothing             => KeyState              => security::use_os;
            "security.use_passphrase"   => ChoosePassphrase    => KeyState              => security::use_passphrase;
            "security.unlock"           => GivePassphrase      => KeyState              => security::unlock;
            "security.what_is_lost"     => Nothing             => LostSecrets           => security::what_is_lost;
            "security.begin_anew"       => BeginAnew           => KeyState              => security::begin_anew;
            "samples.state"             => Nothing             => SampleState           => samples::state;
            "samples.start"             => Nothing             => SampleState           => samples::start;
            "samples.stop"              => Nothing             => SampleState           => samples::stop;
            "samples.payloads"          => Nothing             => Vec<SamplePayload>    => samples::payloads;
        }
    };
}
pub(crate) use each_command;

pub mod authorization;
pub mod catalogue;
pub mod connections;
mod consents;
pub mod contents;
pub mod dumps;
pub mod events;
pub mod hooks;
pub mod messages;
pub mod network;
pub mod oauth;
pub mod overview;
pub mod prove;
pub mod samples;
pub mod secrets;
pub mod security;
pub mod settings;
pub mod signature;
pub mod signing;
pub mod subscriptions;
pub mod system;
pub mod tls;
pub mod webhook_api;
pub mod webhook_files;
pub mod webhook_test;
pub mod webhooks;

mod address;
mod checkup;
mod fields;
mod sealing;

use hookdesk_core::{Code, Fault};
use hookdesk_engine::Engine;

use crate::input;
use crate::wire::*;

macro_rules! names {
    ($($name:literal => $request:ty => $response:ty => $area:ident::$body:ident;)*) => {
        /// Every command's name.
        pub const NAMES: &[&str] = &[$($name,)*];
    };
}
each_command!(names);

/// Runs one command on a request already read.
pub async fn dispatch(engine: &Engine, name: &str, request: serde_json::Value) -> Result<String, Fault> {
    dispatch_json(engine, name, request.to_string().as_bytes()).await
}

/// Runs one command: JSON in, JSON out. Faults: `not_found` for a name that is not in the list, what [`input::read`]
/// says about the request, and the command's own.
pub async fn dispatch_json(engine: &Engine, name: &str, request: &[u8]) -> Result<String, Fault> {
    macro_rules! run {
        ($($name:literal => $request:ty => $response:ty => $area:ident::$body:ident;)*) => {
            match name {
                $($name => {
                    let request: $request = input::read(request)?;
                    // Boxed, so that one command's state does not make every call as large as the largest.
                    let response: $response = Box::pin($area::$body(engine, request)).await?;
                    write(&response)
                })*
                _ => Err(Fault::not_found(format!("there is no command \"{name}\""))
                    .next("The commands are listed in /openapi.json.")),
            }
        };
    }
    each_command!(run)
}

fn write(response: &impl serde::Serialize) -> Result<String, Fault> {
    serde_json::to_string(response)
        .map_err(|e| Fault::new(Code::Internal, "an answer could not be written").detail(e.to_string()))
}
