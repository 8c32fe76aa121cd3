#include "pictures/sandbox.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

// Sanitizers need terabytes of address space, and descriptors and system calls of their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PARLEY_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define PARLEY_SANITIZED 1
#endif
#endif

namespace parley::pictures {
namespace {

bool limit(int resource, rlim_t value) {
  const rlimit both{value, value};
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0;
}

#ifndef PARLEY_SANITIZED

constexpr rlim_t kMemory = 256u << 20;
constexpr rlim_t kSeconds = 10;

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
#else
constexpr std::uint32_t kArchitecture = 0;  // no filter: the limits have to do
#endif

/// What decoding needs: memory, the one socket, the end. All else fails as not permitted; the C library goes on without
/// what it only wants to know (how many processors there are).
constexpr std::uint32_t kAllowed[] = {
    SYS_read,  SYS_write, SYS_close,      SYS_brk,           SYS_munmap,       SYS_mremap,          SYS_madvise,
    SYS_futex, SYS_exit,  SYS_exit_group, SYS_clock_gettime, SYS_rt_sigreturn, SYS_restart_syscall, SYS_getrandom,
};
/// Memory, but none that can be run: argument 2 must not have PROT_EXEC.
constexpr std::uint32_t kAllowedWithoutExecution[] = {SYS_mmap, SYS_mprotect};

bool filter_system_calls() {
  if (kArchitecture == 0) return true;
  const auto load = [](std::size_t offset) {
    return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
  };
  const sock_filter refuse BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  const sock_filter allow BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  std::vector<sock_filter> program = {
      load(offsetof(seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
      refuse,
      load(offsetof(seccomp_data, nr)),
  };
  for (const std::uint32_t number : kAllowed) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    program.push_back(allow);
  }
  for (const std::uint32_t number : kAllowedWithoutExecution) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4));
    program.push_back(load(offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t)));  // low half: little-endian
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0));
    program.push_back(allow);
    program.push_back(refuse);
  }
  program.push_back(refuse);
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool bound() {
  return limit(RLIMIT_NOFILE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_AS, kMemory) &&
         limit(RLIMIT_CPU, kSeconds) && filter_system_calls();
}

#else

bool bound() { return true; }

#endif

}  // namespace

bool enter_sandbox(int socket) {
  // The picture of one user is nothing for a debugger of another.
  ::prctl(PR_SET_DUMPABLE, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (socket != 0 && ::dup2(socket, 0) != 0) return false;
  if (::syscall(SYS_close_range, 1u, ~0u, 0u) != 0) return false;
  return limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && bound();
}

}  // namespace parley::pictures
