//! Building what a message sends, from its event and its content's version.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use hookdesk_connect::generic::ContentHeader;
use hookdesk_content::build::Built;
use hookdesk_content::context::shop::About;
use hookdesk_content::definition::Content;
use hookdesk_content::json::Json;
use hookdesk_core::Fault;
use hookdesk_core::config::{ContentWrap, Recipient};
use hookdesk_store::{Making, MessageStory};
use tokio::time::Instant;

use super::{Address, Compiled, Contents, Known, known};

/// How long somebody who only looks waits for the shop.
const VIEWED: Duration = Duration::from_secs(1);

/// What is built of.
pub(crate) struct Parts<'a> {
    pub event_name: &'a str,
    pub data: &'a [u8],
    pub wrap: ContentWrap,
    /// `None`: the payload whole.
    pub making: Option<&'a Making>,
    /// A person's body, which goes before the content's.
    pub edited: Option<&'a [u8]>,
    /// An address with merge tags, and whose it is.
    pub address: Option<(&'a Address, &'a Recipient)>,
    /// How long the shop is waited for.
    pub patience: Duration,
}

/// What a message sends beside what its subscription and connection say.
pub(crate) struct Made {
    pub body: Vec<u8>,
    /// `None` where there is no body.
    pub content_type: Option<Cow<'static, str>>,
    pub headers: Vec<ContentHeader>,
    /// The recipient, where its address was filled in.
    pub recipient: Option<Recipient>,
}

/// Why nothing was made.
pub(crate) enum Unmade {
    /// A secret that it needs is locked.
    Locked,
    /// The content or what it needs must be mended first.
    Broken(Fault),
    /// The data file could not be read just now.
    Store(Fault),
}

impl Contents {
    /// Builds it.
    pub async fn make(&self, parts: Parts<'_>) -> Result<Made, Unmade> {
        let compiled = match parts.making {
            Some(making) => self.compiled(making.content).await.map_err(Unmade::Store)?,
            None => Arc::new(Compiled::new(&Content::default(), parts.wrap, &Default::default())),
        };
        let plan = compiled.plan.as_ref().map_err(|fault| Unmade::Broken(fault.clone()))?;
        let payload = match known::read(parts.data) {
            Some(payload) => payload,
            // A person's body needs no payload: the way out where the event's own cannot be read.
            None if parts.edited.is_some() => Json::Null,
            None => return Err(Unmade::Broken(unreadable())),
        };
        let mut known = self.around(&compiled, &parts).await?;
        let is_fixed = parts.edited.is_some() || parts.making.is_some_and(|making| making.body.is_some());
        let address = parts.address.map(|(address, _)| &address.0);
        let uses = plan.uses(is_fixed, address);
        let needs = known.ask(|world| plan.needs(uses, address, world));
        if !needs.is_empty() {
            let about = About::event(parts.event_name, &payload, known.event.as_ref());
            known.shop = self.shop.tell(&needs, &about, Instant::now() + parts.patience).await;
        }
        let (built, recipient) = known.ask(|world| {
            let built = plan.build(&payload, parts.data, world);
            let recipient = parts.address.map(|(address, recipient)| {
                let filled = plan.text(&address.0, &payload, &built, world);
                filled.map(|text| Address::put(recipient, text.reveal()))
            });
            (built, recipient.transpose())
        });
        if known.met_a_lock() {
            return Err(Unmade::Locked);
        }
        if let Some(fault) = fault(&built, parts.edited.is_some()) {
            return Err(Unmade::Broken(fault));
        }
        let recipient = recipient.map_err(|fault| Unmade::Broken(fault.field("recipient.url")))?;
        let kept = parts.making.and_then(|making| making.body.clone());
        let body = parts.edited.map(<[u8]>::to_vec).or(kept).or(built.body).unwrap_or_default();
        let content_type = match (built.content_type, body.is_empty()) {
            (None, false) => Some("application/json".into()),
            (content_type, _) => content_type.map(Cow::Owned),
        };
        let headers = built.headers.into_iter().map(|(name, value)| ContentHeader {
            secret: value.is_secret(),
            value: value.reveal(),
            name,
        });
        Ok(Made { body, content_type, headers: headers.collect(), recipient })
    }

    /// The body a message's next attempt would send.
    pub async fn body_of(&self, story: &MessageStory) -> Result<Vec<u8>, Fault> {
        if let Some(body) = &story.body {
            return Ok(body.clone());
        }
        let parts = Parts {
            event_name: &story.message.event_name,
            data: &story.data,
            wrap: story.message.wrap,
            making: story.making.as_ref(),
            edited: None,
            address: None,
            patience: VIEWED,
        };
        match self.make(parts).await {
            Ok(made) => Ok(made.body),
            Err(Unmade::Broken(fault) | Unmade::Store(fault)) => Err(fault),
            Err(Unmade::Locked) => {
                Err(Fault::new(hookdesk_core::Code::SecretLocked, "a secret of the hook's content is locked"))
            }
        }
    }

    async fn around<'a>(&self, compiled: &Compiled, parts: &Parts<'a>) -> Result<Known<'a>, Unmade> {
        let mut known = Known::new(self.surroundings());
        let Some(making) = parts.making else { return Ok(known) };
        known = known.with_context(making.context.as_deref()).with_request(making.request.as_deref());
        if compiled.asks_previous {
            let previous = self.store.previous_data(parts.event_name, making.event_seq);
            let previous = previous.await.map_err(Unmade::Store)?;
            known.previous = previous.as_deref().and_then(known::read).map(Json::into_owned);
        }
        Ok(known)
    }
}

/// Why what was built must not go out. What is wrong with the body alone does not matter where a person wrote another.
fn fault(built: &Built, edited: bool) -> Option<Fault> {
    let fault = built.fault()?;
    let of_body =
        fault.field.as_deref().is_some_and(|field| field.starts_with("body") || field.starts_with("fields"));
    if edited && of_body {
        return None;
    }
    Some(fault)
}

fn unreadable() -> Fault {
    Fault::new(
        hookdesk_core::Code::JsonMalformed,
        "the event's data cannot be read to build the hook's content",
    )
    .next("Edit the body by hand and send it, or discard the message.")
}
