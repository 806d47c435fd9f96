//! SQLite's own file layer with a [`Disk`] in between: the default VFS of this test program. Files outside the
//! directories given to [`watch`] are left to the system.
#![allow(unsafe_code)]

use std::collections::HashMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, Once};

use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

use crate::disk::{Ask, Disk, Verdict};

pub type SharedDisk = Arc<Mutex<Disk>>;

static DISKS: LazyLock<Mutex<HashMap<PathBuf, SharedDisk>>> = LazyLock::new(Mutex::default);

/// Puts a simulated disk under this directory.
pub fn watch(dir: &Path) -> SharedDisk {
    install();
    let disk = SharedDisk::default();
    DISKS.lock().unwrap().insert(dir.to_owned(), Arc::clone(&disk));
    disk
}

/// Takes it away.
pub fn unwatch(dir: &Path) {
    DISKS.lock().unwrap().remove(dir);
}

/// The disk and the file's name there.
fn watched(name: *const c_char) -> Option<(SharedDisk, PathBuf)> {
    if name.is_null() {
        return None;
    }
    // SAFETY: SQLite gives names as C strings.
    let path = PathBuf::from(unsafe { CStr::from_ptr(name) }.to_str().ok()?);
    let disk = DISKS.lock().unwrap().get(path.parent()?).cloned()?;
    Some((disk, path))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// An open file; SQLite's own lies behind it in the same block of memory.
#[repr(C)]
struct File {
    base: sqlite3_file,
    behind: *mut Behind,
}

struct Behind {
    disk: SharedDisk,
    name: String,
}

const SIZE: usize = size_of::<File>();

unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    unsafe { file.cast::<u8>().add(SIZE).cast() }
}

unsafe fn real_methods<'a>(file: *mut sqlite3_file) -> &'a sqlite3_io_methods {
    unsafe { &*(*real(file)).pMethods }
}

unsafe fn disk<'a>(file: *mut sqlite3_file) -> (MutexGuard<'a, Disk>, &'a str) {
    let behind = unsafe { &*(*file.cast::<File>()).behind };
    (behind.disk.lock().unwrap(), &behind.name)
}

/// Calls the file's real method.
macro_rules! forward {
    ($file:expr, $method:ident $(, $value:expr)*) => {
        // SAFETY: the real file was opened by the system's VFS, which has all methods of version 2.
        unsafe { real_methods($file).$method.unwrap_unchecked()(real($file) $(, $value)*) }
    };
}

static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    // Version 2: with shared memory, without mapping of the file, which would read past the disk.
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(file_size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_reserved_lock),
    xFileControl: Some(file_control),
    xSectorSize: Some(sector_size),
    xDeviceCharacteristics: Some(device_characteristics),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

struct Real(*mut sqlite3_vfs);
// SAFETY: SQLite's VFS objects are made to be used from every thread.
unsafe impl Send for Real {}
unsafe impl Sync for Real {}

static REAL: LazyLock<Real> = LazyLock::new(|| Real(unsafe { ffi::sqlite3_vfs_find(std::ptr::null()) }));

fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let real = REAL.0;
        // SAFETY: a copy of the system's VFS, with a name and two methods of its own, that lives for ever.
        let rc = unsafe {
            let shim = Box::leak(Box::new(std::ptr::read(real)));
            shim.zName = c"simulated-disk".as_ptr();
            shim.szOsFile += c_int::try_from(SIZE).unwrap();
            shim.xOpen = Some(open);
            shim.xDelete = Some(delete);
            ffi::sqlite3_vfs_register(shim, 1)
        };
        assert_eq!(rc, ffi::SQLITE_OK);
    });
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let system = REAL.0;
    unsafe {
        let Some((disk, path)) = watched(name) else {
            return (*system).xOpen.unwrap_unchecked()(system, name, file, flags, out);
        };
        (*file).pMethods = std::ptr::null();
        let name_there = name_of(&path);
        disk.lock().unwrap().found(&name_there, &path);
        let rc = (*system).xOpen.unwrap_unchecked()(system, name, real(file), flags, out);
        if rc == ffi::SQLITE_OK {
            let own = file.cast::<File>();
            (*own).behind = Box::into_raw(Box::new(Behind { disk, name: name_there }));
            (*own).base.pMethods = &METHODS;
        }
        rc
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    if let Some((disk, path)) = watched(name) {
        let mut disk = disk.lock().unwrap();
        if disk.is_dead() {
            return ffi::SQLITE_IOERR_DELETE;
        }
        disk.deleted(&name_of(&path));
    }
    let system = REAL.0;
    unsafe { (*system).xDelete.unwrap_unchecked()(system, name, sync_dir) }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let rc = forward!(file, xClose);
    drop(unsafe { Box::from_raw((*file.cast::<File>()).behind) });
    rc
}

unsafe extern "C" fn read(file: *mut sqlite3_file, to: *mut c_void, n: c_int, at: sqlite3_int64) -> c_int {
    let verdict = unsafe { disk(file) }.0.judge(Ask::Read);
    match verdict {
        Verdict::Go => forward!(file, xRead, to, n, at),
        Verdict::Fail(rc) | Verdict::Half(rc) => rc,
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    n: c_int,
    at: sqlite3_int64,
) -> c_int {
    let (mut disk, name) = unsafe { disk(file) };
    let (n, failed) = match disk.judge(Ask::Write) {
        Verdict::Go => (n, None),
        Verdict::Fail(rc) => return rc,
        Verdict::Half(rc) => (n / 2, Some(rc)),
    };
    let rc = forward!(file, xWrite, from, n, at);
    // SAFETY: SQLite says how long its buffer is.
    let bytes = unsafe { std::slice::from_raw_parts(from.cast::<u8>(), usize::try_from(n).unwrap()) };
    disk.wrote(name, usize::try_from(at).unwrap(), bytes);
    failed.unwrap_or(rc)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    let (mut disk, name) = unsafe { disk(file) };
    match disk.judge(Ask::Truncate) {
        Verdict::Go => {
            disk.truncated(name, usize::try_from(size).unwrap());
            forward!(file, xTruncate, size)
        }
        Verdict::Fail(rc) | Verdict::Half(rc) => rc,
    }
}

/// The simulated disk is what counts: the real one need not be waited for.
unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    let (mut disk, name) = unsafe { disk(file) };
    match disk.judge(Ask::Sync) {
        Verdict::Go => {
            disk.synced(name, true);
            ffi::SQLITE_OK
        }
        Verdict::Fail(rc) | Verdict::Half(rc) => {
            // With the power gone, what was cached may still have been on its way.
            if !disk.is_dead() {
                disk.synced(name, false);
            }
            rc
        }
    }
}

unsafe extern "C" fn file_size(file: *mut sqlite3_file, size: *mut sqlite3_int64) -> c_int {
    forward!(file, xFileSize, size)
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    forward!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    forward!(file, xUnlock, level)
}

unsafe extern "C" fn check_reserved_lock(file: *mut sqlite3_file, out: *mut c_int) -> c_int {
    forward!(file, xCheckReservedLock, out)
}

unsafe extern "C" fn file_control(file: *mut sqlite3_file, op: c_int, value: *mut c_void) -> c_int {
    forward!(file, xFileControl, op, value)
}

unsafe extern "C" fn sector_size(file: *mut sqlite3_file) -> c_int {
    forward!(file, xSectorSize)
}

unsafe extern "C" fn device_characteristics(file: *mut sqlite3_file) -> c_int {
    forward!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let verdict = unsafe { disk(file) }.0.judge(Ask::SharedMemory);
    match verdict {
        Verdict::Go => forward!(file, xShmMap, page, size, extend, out),
        Verdict::Fail(rc) | Verdict::Half(rc) => {
            unsafe { *out = std::ptr::null_mut() };
            rc
        }
    }
}

unsafe extern "C" fn shm_lock(file: *mut sqlite3_file, offset: c_int, n: c_int, flags: c_int) -> c_int {
    forward!(file, xShmLock, offset, n, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut sqlite3_file) {
    forward!(file, xShmBarrier);
}

unsafe extern "C" fn shm_unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    forward!(file, xShmUnmap, delete)
}
