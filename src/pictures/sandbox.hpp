#pragma once

namespace parley::pictures {

/// Takes from this process, for good, all it does not need to decode a picture: other descriptors than `socket`, new
/// files, the network, other programs; and bounds its memory (256 MiB) and time (10 s of a core, then it dies). False:
/// something is missing, do not go on.
bool enter_sandbox(int socket);

}  // namespace parley::pictures
