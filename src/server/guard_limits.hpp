#pragma once

namespace parley::server {

/// How many in ten minutes; 0: no limit. An address is an IPv4 address or the /64 network of an IPv6 address.
struct GuardLimits {
  int login_failures_per_account = 10;  ///< from one address; ten times as many from everywhere
  int login_failures_per_address = 100;
  int resets_per_account = 10;  ///< from one address; ten times as many from everywhere
  int resets_per_address = 100;
  int sign_ups_per_address = 300;
  int sign_up_mails_per_recipient = 10;  ///< from everywhere: nobody's mailbox is to be filled through us
  int name_probes_per_address = 300;
  int wrong_links_per_address = 100;
  int wrong_invites_per_account = 30;
  int wrong_invites_per_address = 100;
};

}  // namespace parley::server
