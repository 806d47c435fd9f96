//! OAuth: what a person sets, the requests that ask for tokens, and the reading of what comes back. Pure, as all of
//! this crate is: random bytes, the time and the secrets come in as values.
//!
//! Secrets are plain text here, because `Secret<T>` lives above this crate. So no type that holds one prints it, and
//! [`TokenRequest::secret_names`] tells which of its parts are secret.

mod answer;
pub mod authorize;
mod check;
pub mod discovery;
pub mod life;
pub mod one;
mod presets;
pub mod problem;
mod refusal;
mod request;
mod settings;
pub mod told;

pub use answer::{MAX_BODY, MAX_TOKEN, TokenAnswer, TokenSet};
pub use authorize::{CallbackRefusal, Pkce};
pub use check::check;
pub use presets::{PRESETS, Preset, preset};
pub use refusal::{RefusalKind, TokenRefusal};
pub use request::{Asked, TokenRequest};
pub use settings::{AnswerForm, ClientAuth, Grant, OAuth2, Place, Present, TokenMethod, TokenRequestForm};
