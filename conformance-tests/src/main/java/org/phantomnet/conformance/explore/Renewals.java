package org.phantomnet.conformance.explore;

import org.phantomnet.conformance.explore.Leg.Next;
import org.phantomnet.conformance.explore.Leg.Session;
import org.phantomnet.engine.state.PathEffect;
import org.phantomnet.engine.state.PathEvent;
import org.phantomnet.engine.state.SendEffect;

/** What engine.loop does with paths beside the ones in use (CALL-50 to CALL-56). */
final class Renewals {
  /** The reason of a message that is an UPDATE with {@code reply}. */
  static final String REPLY = "REPLY";

  private Renewals() {}

  /** False if the effect is none of these. */
  static boolean run(Device device, Leg leg, PathEffect effect) {
    if (effect instanceof PathEffect.OpenNext) {
      open(device, leg, effect, Next.OPENING);
      device.renewals = Math.max(0, device.renewals - 1);
    } else if (effect instanceof PathEffect.AnswerNext) {
      open(device, leg, effect, Next.ANSWERING);
    } else if (effect instanceof PathEffect.ConnectNext) {
      leg.next = leg.next == Next.REQUESTED ? Next.CONNECTING : leg.next;
    } else if (effect instanceof PathEffect.UseNext) {
      use(device, leg, effect);
    } else if (effect instanceof PathEffect.DropNext) {
      leg.next = Next.NONE;
    } else {
      return false;
    }
    return true;
  }

  private static void open(Device device, Leg leg, PathEffect effect, Next next) {
    boolean possible = leg.session != Session.NONE && !device.scenario.renewing().isEmpty();
    leg.next = possible ? next : Next.NONE;
    if (!possible) {
      device.waiting.add(new PathEvent.NextFailed(effect.call(), Device.PEER));
    }
  }

  private static void use(Device device, Leg leg, PathEffect effect) {
    if (leg.next != Next.CONNECTED) {
      return;
    }
    leg.next = Next.NONE;
    leg.session = Session.CONNECTED;
    leg.relaySilent = false;
    device.waiting.add(new PathEvent.GateOpened(effect.call(), Device.PEER));
  }

  /** The next path is named to the peer; false if there is none. */
  static boolean names(Device device, Leg leg, SendEffect effect) {
    boolean reply = effect instanceof SendEffect.SendUpdateReply;
    if (leg.next != (reply ? Next.ANSWERING : Next.OPENING)) {
      device.waiting.add(new PathEvent.NextFailed(effect.call(), Device.PEER));
      return false;
    }
    leg.next = reply ? Next.CONNECTING : Next.REQUESTED;
    return true;
  }

  /** A reply counts only to an open request. */
  static boolean counts(Leg leg, Message message) {
    return !message.reason().equals(REPLY) || leg.next == Next.REQUESTED;
  }
}
