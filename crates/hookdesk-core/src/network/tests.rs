use super::*;
use crate::message::HoldReason::{CaptivePortal, Offline};

const HOME: View = View { local: true, internet: true, id: 1 };
const HOTEL: View = View { local: true, internet: true, id: 2 };
const LAN_ONLY: View = View { local: true, internet: false, id: 3 };
const NOTHING: View = View { local: false, internet: false, id: 0 };

fn at(seconds: i64) -> UtcMillis {
    UtcMillis(1_000_000 + seconds * 1_000)
}

fn online() -> Network {
    let mut network = Network::default();
    network.look(HOME, at(0));
    network
}

fn judge(network: &mut Network, origin: &str, sign: Sign, view: View, seconds: i64) -> Blame {
    network.judge(Reach::Internet, origin, sign, false, view, at(seconds))
}

#[test]
fn a_receiver_that_is_down_is_the_receivers_fault() {
    let mut network = online();
    for second in 0..100 {
        assert_eq!(judge(&mut network, "a", Sign::NoConnection, HOME, second), Blame::Receiver);
        assert_eq!(judge(&mut network, "b", Sign::Broken, HOME, second), Blame::Receiver);
    }
    assert_eq!(network.state().0, NetworkState::Online);
}

#[test]
fn without_a_route_nothing_is_the_receivers_fault() {
    let mut network = online();
    assert_eq!(judge(&mut network, "a", Sign::NoConnection, NOTHING, 1), Blame::Network(Offline));
    assert_eq!(network.state(), (NetworkState::Offline, at(1)));
    assert_eq!(network.closed(Reach::Internet), Some(Offline));
    assert_eq!(network.closed(Reach::Local), Some(Offline));
    assert_eq!(network.closed(Reach::Loopback), None);
    // An interface without a way out reaches the local network.
    network.look(LAN_ONLY, at(2));
    assert_eq!((network.closed(Reach::Local), network.closed(Reach::Internet)), (None, Some(Offline)));
    assert_eq!(
        network.judge(Reach::Local, "erp", Sign::NoConnection, false, LAN_ONLY, at(3)),
        Blame::Receiver
    );
    network.look(HOME, at(4));
    assert_eq!((network.state(), network.closed(Reach::Internet)), ((NetworkState::Online, at(4)), None));
}

#[test]
fn loopback_is_never_blamed_on_a_network() {
    let mut network = Network::default();
    for sign in [Sign::NoConnection, Sign::Portal, Sign::Impostor, Sign::Broken] {
        assert_eq!(network.judge(Reach::Loopback, "here", sign, true, NOTHING, at(1)), Blame::Receiver);
    }
    assert_eq!(network.state().0, NetworkState::Online);
}

#[test]
fn a_route_that_leads_nowhere_shows_when_everybody_is_silent() {
    let mut network = online();
    judge(&mut network, "a", Sign::Answered, HOME, 0);
    // Within a minute of an answer, three that are down are just that.
    for origin in ["a", "b", "c", "d"] {
        assert_eq!(judge(&mut network, origin, Sign::NoConnection, HOME, 30), Blame::Receiver);
    }
    assert_eq!(judge(&mut network, "a", Sign::NoConnection, HOME, 90), Blame::Network(Offline));
    assert_eq!(network.state().0, NetworkState::Offline);
    // One message is risked after 5 s, then ever more rarely, until somebody answers.
    assert!(!network.probe(at(94)) && network.probe(at(95)) && !network.probe(at(96)));
    assert_eq!(judge(&mut network, "a", Sign::NoConnection, HOME, 96), Blame::Network(Offline));
    assert!(network.probe(at(100)) && !network.probe(at(109)) && network.probe(at(110)));
    judge(&mut network, "b", Sign::Answered, HOME, 111);
    assert_eq!((network.state().0, network.probe(at(999))), (NetworkState::Online, false));
}

#[test]
fn a_portal_that_says_so_is_believed_at_once() {
    let mut network = online();
    assert_eq!(judge(&mut network, "new", Sign::Portal, HOTEL, 5), Blame::Network(CaptivePortal));
    assert_eq!(
        (network.state().0, network.closed(Reach::Internet)),
        (NetworkState::CaptivePortal, Some(CaptivePortal))
    );
    assert_eq!(network.closed(Reach::Local), None, "a printer in the hotel room is not behind the portal");
    judge(&mut network, "new", Sign::Answered, HOTEL, 60);
    assert_eq!(network.state().0, NetworkState::Online);
}

#[test]
fn an_impostor_is_a_portal_only_on_another_network_where_nobody_is_real() {
    let mut network = online();
    assert_eq!(judge(&mut network, "a", Sign::Impostor, HOME, 1), Blame::Receiver, "never seen before");
    judge(&mut network, "a", Sign::Answered, HOME, 2);
    assert_eq!(judge(&mut network, "a", Sign::Impostor, HOME, 3), Blame::Receiver, "the receiver has moved");
    assert_eq!(judge(&mut network, "a", Sign::Impostor, HOTEL, 4), Blame::Network(CaptivePortal));
    judge(&mut network, "b", Sign::Answered, HOTEL, 5);
    assert_eq!(judge(&mut network, "a", Sign::Impostor, HOTEL, 6), Blame::Receiver, "b is real here");
}

#[test]
fn an_impostor_is_not_suspected_for_ever() {
    let mut network = online();
    judge(&mut network, "a", Sign::Answered, HOME, 0);
    assert_eq!(judge(&mut network, "a", Sign::Impostor, HOTEL, 10), Blame::Network(CaptivePortal));
    assert_eq!(judge(&mut network, "a", Sign::Impostor, HOTEL, 3_600), Blame::Network(CaptivePortal));
    assert_eq!(judge(&mut network, "a", Sign::Impostor, HOTEL, 3_700), Blame::Receiver);
}

#[test]
fn waking_up_counts_for_nobody() {
    let mut network = online();
    let slept = network.judge(Reach::Internet, "a", Sign::Broken, true, HOME, at(5));
    assert_eq!((slept, network.state().0), (Blame::Moment, NetworkState::Resuming));
    assert_eq!(judge(&mut network, "b", Sign::NoConnection, HOME, 10), Blame::Moment);
    assert_eq!(judge(&mut network, "b", Sign::Broken, HOME, 10), Blame::Receiver, "it had connected");
    assert_eq!(network.closed(Reach::Internet), None, "sending goes on");
    network.look(HOME, at(20));
    assert_eq!(network.state().0, NetworkState::Online);
    assert_eq!(judge(&mut network, "b", Sign::NoConnection, HOME, 21), Blame::Receiver);
}

#[test]
fn who_wakes_up_without_a_network_is_offline() {
    let mut network = online();
    network.resumed(at(1));
    assert_eq!(judge(&mut network, "a", Sign::NoConnection, NOTHING, 2), Blame::Network(Offline));
    network.look(HOME, at(8));
    assert_eq!(network.state().0, NetworkState::Online);
}
