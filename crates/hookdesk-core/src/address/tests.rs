use proptest::prelude::*;

use super::*;

fn class(text: &str) -> AddressClass {
    classify(text.parse().expect(text))
}

#[test]
fn ordinary_addresses_are_public() {
    for ip in [
        "1.1.1.1",
        "8.8.8.8",
        "93.184.216.34",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.0.3.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450::1",
        "2001:200::1",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
        "3ffe::1",
    ] {
        assert_eq!(class(ip), Public, "{ip}");
    }
}

#[test]
fn special_addresses_need_consent() {
    for ip in [
        "127.0.0.1",
        "127.255.255.255",
        "10.0.0.1",
        "10.255.255.255",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.0.10",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.1.1",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
        "255.255.255.254",
        "::1",
        "fe80::1",
        "febf::1",
        "fec0::1",
        "fc00::1",
        "fdff::1",
        "2001:db8::1",
        "3fff::1",
        "3fff:fff::1",
        "100::1",
        "5f00::1",
        "2001::1",
        "2001:20::1",
        "64:ff9b:1::1.1.1.1",
        "::ffff:127.0.0.1",
        "::ffff:192.168.1.1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::5",
        "::127.0.0.1",
        "::8.8.8.8",
        "2a00::5efe:8.8.8.8",
        "2a00::200:5efe:10.0.0.1",
        "fe80::5efe:192.168.0.1",
        "::ffff:0:8.8.8.8",
        "4000::1",
    ] {
        assert_eq!(class(ip), NeedsConsent, "{ip}");
    }
}

#[test]
fn some_addresses_are_never_a_target_in_any_disguise() {
    for ip in [
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "::",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "::ffff:169.254.169.254",
        "::ffff:0.0.0.0",
        "64:ff9b::169.254.169.254",
        "2002:a9fe:a9fe::1",
        "64:ff9b:1::169.254.169.254",
        "::169.254.169.254",
        "2a00::5efe:169.254.169.254",
        "::ffff:224.0.0.1",
    ] {
        assert_eq!(class(ip), Never, "{ip}");
    }
}

proptest! {
    #[test]
    fn a_disguise_is_never_laxer_than_the_address_inside(bits in any::<u32>()) {
        let inside = Ipv4Addr::from(bits);
        let plain = classify(inside.into());
        let [hi, lo] = [(bits >> 16) as u16, bits as u16];
        for form in [[0, 0, 0, 0, 0, 0xffff, hi, lo], [0x64, 0xff9b, 0, 0, 0, 0, hi, lo],
            [0x2002, hi, lo, 1, 2, 3, 4, 5]]
        {
            prop_assert_eq!(classify(Ipv6Addr::from(form).into()), plain);
        }
        for form in [[0x64, 0xff9b, 1, 7, 0, 0, hi, lo], [0x2a00, 1, 2, 3, 0, 0x5efe, hi, lo]] {
            prop_assert!(classify(Ipv6Addr::from(form).into()) >= plain);
        }
    }

    #[test]
    fn the_standard_library_agrees_on_private_and_loopback(bits in any::<u32>()) {
        let ip = Ipv4Addr::from(bits);
        if ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation() {
            prop_assert!(classify(ip.into()) >= NeedsConsent);
        }
    }
}
