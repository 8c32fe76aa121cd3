#pragma once
// The C++ client of Parley. Start at SfuExtended.
#include "parley/attachments.h"
#include "parley/context.h"
#include "parley/media.h"
#include "parley/messages_synchronizer.h"
#include "parley/options.h"
#include "parley/pending.h"
#include "parley/room_extended.h"
#include "parley/secure_chats.h"
#include "parley/sfu.h"
#include "parley/sfu_extended.h"
