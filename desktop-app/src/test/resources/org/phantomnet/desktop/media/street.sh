#!/bin/sh
# Machines as network namespaces around one router, in a network and mount namespace that the caller
# made. The router runs the command it is given; all is gone when that ends.
#   alice, bob, eve  one interface, IPv4, default route over the router
#   nowhere          loopback only
#   cafe             two interfaces, IPv4 and IPv6, default routes over one of them only
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
router=203.0.113.1

mount -t tmpfs none /run
mkdir -p /run/netns
ip link set lo up
ip address add "$router/32" dev lo
ip -6 address add 2001:db8:ffff::1/128 dev lo
echo 1 >/proc/sys/net/ipv4/ip_forward

machine() {
  ip netns add "$1"
  ip link add "to-$1" type veth peer name eth0 netns "$1"
  ip link set "to-$1" up
  ip -n "$1" link set lo up
}

quiet() {
  # no IPv6: what it says by itself would be counted
  ip netns exec "$1" sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6'
  echo 1 >"/proc/sys/net/ipv6/conf/to-$1/disable_ipv6"
}

for place in alice=192.0.2.10 bob=198.51.100.10 eve=198.51.100.66; do
  name=${place%%=*}
  address=${place#*=}
  machine "$name"
  quiet "$name"
  ip route add "$address/32" dev "to-$name" src "$router"
  ip -n "$name" address add "$address/32" dev eth0
  ip -n "$name" link set eth0 up
  ip -n "$name" route add "$router/32" dev eth0
  ip -n "$name" route add default via "$router"
done

ip netns add nowhere
ip -n nowhere link set lo up

machine cafe
ip address add 192.0.2.129/25 dev to-cafe
ip -6 address add 2001:db8:1::1/64 dev to-cafe nodad
ip -n cafe address add 192.0.2.140/25 dev eth0
ip -n cafe -6 address add 2001:db8:1::10/64 dev eth0 nodad
ip -n cafe link set eth0 up
ip link add to-cafe1 type veth peer name eth1 netns cafe
ip link set to-cafe1 up
ip address add 10.7.7.1/24 dev to-cafe1
ip -n cafe address add 10.7.7.7/24 dev eth1
ip -n cafe -6 address add 2001:db8:2::7/64 dev eth1 nodad
ip -n cafe link set eth1 up
ip -n cafe route add default via 192.0.2.129
ip -n cafe -6 route add default via 2001:db8:1::1
exec "$@"
