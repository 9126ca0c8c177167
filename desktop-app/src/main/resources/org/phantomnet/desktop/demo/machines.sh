#!/bin/sh
# The demo's machines, as network namespaces around one router, in a network and mount namespace
# that the caller made; all of it is gone when its input ends.
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
router=203.0.113.1

mount -t tmpfs none /run
mkdir -p /run/netns
ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
for machine in alice=192.0.2.10 bob=198.51.100.10 north=192.0.2.53 south=198.51.100.53 \
  west=203.0.113.53; do
  name=${machine%%=*}
  address=${machine#*=}
  ip netns add "$name"
  ip link add "to-$name" type veth peer name eth0 netns "$name"
  ip address add "$router/32" dev "to-$name"
  ip link set "to-$name" up
  ip route add "$address/32" dev "to-$name"
  ip -n "$name" link set lo up
  ip -n "$name" address add "$address/32" dev eth0
  ip -n "$name" link set eth0 up
  ip -n "$name" route add "$router/32" dev eth0
  ip -n "$name" route add default via "$router"
done
echo ready
exec cat >/dev/null
